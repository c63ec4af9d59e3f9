// What a session allocates. It happens with each request; docs/performance.md has the times.
#include "visit.hpp"

#include <costrel/session/interface.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

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

using costrel::SavedSession;
using costrel::Session;
using costrel::SessionInterface;
using costrel::Visit;

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));

class SessionAllocations : public testing::Test {
protected:
    SessionAllocations()
    {
        first.session["username"] = "admin";
        cookie = first.set_cookie();
        cookie.resize(cookie.find(';'));
        // What a thread keeps is made by its first request.
        (void)Visit(sessions, cookie, now).session.contains("username");
    }

    template <class F>
    static std::size_t allocations_of(F action)
    {
        const std::size_t before = allocations;
        action();
        return allocations - before;
    }

    SessionInterface sessions{
        {.secret_key = "a key of more than sixteen bytes", .session_cache_bytes = 0}};
    Visit first{sessions, "", now};
    std::string cookie;
};

TEST_F(SessionAllocations, OpeningASmallSessionTakesOne)
{
    EXPECT_EQ(allocations_of([&] {
                  Visit visit(sessions, cookie, now);
                  const Session& opened = visit.session;
                  EXPECT_TRUE(opened.contains("username"));
              }),
              1U);
}

TEST_F(SessionAllocations, OpeningOneThatTheThreadKeepsTakesNone)
{
    const SessionInterface keeping{{.secret_key = "a key of more than sixteen bytes"}};
    for (int i = 0; i < 2; ++i)
        (void)Visit(keeping, cookie, now).session.contains("username");
    EXPECT_EQ(allocations_of([&] {
                  Visit visit(keeping, cookie, now);
                  const Session& opened = visit.session;
                  EXPECT_TRUE(opened.contains("username"));
              }),
              0U);
}

TEST_F(SessionAllocations, SavingASmallSessionTakesOne)
{
    EXPECT_EQ(allocations_of([&] {
                  const SavedSession saved = first.save();
                  EXPECT_FALSE(saved.set_cookies.empty());
              }),
              1U);
}

TEST_F(SessionAllocations, AnUntouchedSessionTakesNone)
{
    EXPECT_EQ(allocations_of([&] {
                  Visit visit(sessions, cookie, now);
                  const SavedSession saved = visit.save();
                  EXPECT_FALSE(saved.vary_cookie);
              }),
              0U);
}

TEST_F(SessionAllocations, ACookieOfSomebodyElseTakesNone)
{
    const SessionInterface others({.secret_key = "another key that is long enough"});
    (void)Visit(others, cookie, now).session.empty();
    EXPECT_EQ(allocations_of([&] {
                  Visit visit(others, cookie, now);
                  const Session& opened = visit.session;
                  EXPECT_TRUE(opened.empty());
              }),
              0U);
}

} // namespace
