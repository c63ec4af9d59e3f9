// What reading and writing an ordinary session allocates. It happens with each request.
#include "encoding/json_writer.hpp"

#include <costrel/cookie.hpp>
#include <costrel/tagged_json.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::size_t> allocations = 0;

} // namespace

// Not inlined: the compiler must not see a free() for what came from new.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    ++allocations;
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}

// AddressSanitizer has one of its own, which would not fit the operator delete below.
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

namespace {

using namespace costrel;

template <class F>
std::size_t allocations_of(F action)
{
    const std::size_t before = allocations;
    action();
    return allocations - before;
}

TEST(JsonAllocations, ReadingASmallSessionTakesOne)
{
    EXPECT_EQ(allocations_of([] {
                  const auto session = TaggedJSONSerializer::loads(R"({"username":"admin"})");
                  ASSERT_TRUE(session);
              }),
              1U);
}

TEST(JsonAllocations, WritingIntoABufferTakesNone)
{
    const Dict session{{"username", "admin"}, {"_permanent", true}, {"id", 5}, {"ratio", 0.5}};
    std::string out;
    out.reserve(200);
    EXPECT_EQ(allocations_of([&] { encoding::tagged_json_append(out, session); }), 0U);
}

TEST(JsonAllocations, FindingACookieTakesNone)
{
    std::string buffer;
    EXPECT_EQ(allocations_of([&] {
                  EXPECT_TRUE(find_cookie("a=b; session=\"payload.time.signature-of-it\"",
                                          "session", buffer));
              }),
              0U);
}

} // namespace
