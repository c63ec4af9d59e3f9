#include "unit/http/peer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> allocations = 0;

} // namespace

// Not inlined: g++ would take a new and a free() that it sees together for a mistake.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    ++allocations;
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}

// The sanitizers have one of their own, whose memory std::free() is not for.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    ++allocations;
    return std::malloc(size);
}

[[gnu::noinline]] void operator delete(void* memory) noexcept
{
    std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace costrel::inline v1::http {
namespace {

TEST(Connection, AllocatesNothingForARequestAfterTheFirst)
{
    const std::string request = post("Content-Length: 5\r\nCookie: session=x\r\nAccept: */*\r\n"
                                     "User-Agent: a browser of some length\r\n",
                                     "hello") +
                                chunked("5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n");
    Limits limits;
    Connection connection(limits, 1024, test_date, {});
    const auto serve = [&] {
        for (std::string_view rest = request; !rest.empty();) { // in pieces, as from a network
            const std::size_t count = std::min<std::size_t>(rest.size(), 40);
            std::memcpy(connection.input().data(), rest.data(), count);
            rest.remove_prefix(count);
            connection.received(count, {});
            if (connection.next() == Connection::Action::admit)
                connection.admit({}, {});
            while (connection.next() == Connection::Action::respond)
                connection.respond(Response("Hello, World!"), {});
        }
        EXPECT_FALSE(connection.output().empty());
        connection.sent(connection.output().size(), {});
    };
    serve();
    const std::size_t before = allocations;
    serve();
    serve();
    EXPECT_EQ(allocations, before);
}

} // namespace
} // namespace costrel::inline v1::http
