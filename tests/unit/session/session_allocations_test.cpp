// What a session allocates. It happens with each request; docs/performance.md has the times.
#include <costrel/session_interface.hpp>

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
using costrel::SecureCookieSessionInterface;
using costrel::Session;

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));

class SessionAllocations : public testing::Test {
protected:
    SessionAllocations()
    {
        session["username"] = "admin";
        cookie = sessions.save_session(session, now).set_cookie;
        cookie.resize(cookie.find(';'));
        // What a thread keeps is made by its first request.
        (void)sessions.open_session(cookie, now).contains("username");
    }

    template <class F>
    static std::size_t allocations_of(F action)
    {
        const std::size_t before = allocations;
        action();
        return allocations - before;
    }

    SecureCookieSessionInterface sessions{{.secret_key = "a key of more than sixteen bytes"}};
    Session session;
    std::string cookie;
};

TEST_F(SessionAllocations, OpeningASmallSessionTakesOne)
{
    EXPECT_EQ(allocations_of([&] {
                  const Session opened = sessions.open_session(cookie, now);
                  EXPECT_TRUE(opened.contains("username"));
              }),
              1U);
}

TEST_F(SessionAllocations, SavingASmallSessionTakesOne)
{
    EXPECT_EQ(allocations_of([&] {
                  const SavedSession saved = sessions.save_session(session, now);
                  EXPECT_FALSE(saved.set_cookie.empty());
              }),
              1U);
}

TEST_F(SessionAllocations, AnUntouchedSessionTakesNone)
{
    EXPECT_EQ(allocations_of([&] {
                  const Session opened = sessions.open_session(cookie, now);
                  const SavedSession saved = sessions.save_session(opened, now);
                  EXPECT_FALSE(saved.vary_cookie);
              }),
              0U);
}

TEST_F(SessionAllocations, ACookieOfSomebodyElseTakesNone)
{
    const SecureCookieSessionInterface others({.secret_key = "another key that is long enough"});
    (void)others.open_session(cookie, now).empty();
    EXPECT_EQ(allocations_of([&] {
                  const Session opened = others.open_session(cookie, now);
                  EXPECT_TRUE(opened.empty());
              }),
              0U);
}

} // namespace
