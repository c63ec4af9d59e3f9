#include "session/times.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using session::Times;
using testing::HasSubstr;

constexpr std::chrono::sys_seconds T(1'700'000'000s);

SealedContent used_at(std::chrono::sys_seconds active)
{
    SealedContent found;
    found.origin = SessionOrigin::opened;
    found.active = active;
    return found;
}

TEST(Times, WithoutTimeoutsASessionLastsThePermanentLifetime)
{
    const Times times({.permanent_session_lifetime = 100s});
    EXPECT_EQ(times.judge(used_at(T), T), SessionOrigin::opened);
    EXPECT_EQ(times.judge(used_at(T), T + 100s), SessionOrigin::opened);
    EXPECT_EQ(times.judge(used_at(T), T + 101s), SessionOrigin::expired);
    EXPECT_EQ(times.end(T, std::nullopt), T + 100s);
    EXPECT_FALSE(times.is_renewal_due(T, T + 100s));
}

TEST(Times, AnIdleTimeoutCountsFromTheLastUse)
{
    const Times times({.session_idle_timeout = 40s});
    EXPECT_EQ(times.judge(used_at(T), T + 40s), SessionOrigin::opened);
    EXPECT_EQ(times.judge(used_at(T), T + 41s), SessionOrigin::idle);
    EXPECT_FALSE(times.is_renewal_due(T, T + 9s));
    EXPECT_TRUE(times.is_renewal_due(T, T + 10s)) << "a quarter of it";
}

TEST(Times, AnAbsoluteTimeoutCountsFromTheBeginning)
{
    const Times times({.session_idle_timeout = 40s, .session_absolute_timeout = 100s});
    SealedContent found = used_at(T + 90s);
    found.created = T;
    EXPECT_EQ(times.judge(found, T + 100s), SessionOrigin::opened);
    EXPECT_EQ(times.judge(found, T + 101s), SessionOrigin::expired);
    EXPECT_EQ(times.end(T + 90s, T), T + 100s);
    EXPECT_EQ(times.end(T + 10s, T), T + 50s);
    EXPECT_EQ(times.cookie_expiry(T + 90s, T), T + 100s);
}

TEST(Times, AFormatCanNameTheEndItself)
{
    const Times times(SessionConfig{});
    SealedContent found = used_at(T);
    found.ends = T + 10s;
    EXPECT_EQ(times.judge(found, T + 9s), SessionOrigin::opened);
    EXPECT_EQ(times.judge(found, T + 10s), SessionOrigin::expired);
}

TEST(Times, ASessionOfTheFutureIsTakenAsFarAsItsFormatTolerates)
{
    const Times times(SessionConfig{});
    SealedContent found = used_at(T + 5s);
    EXPECT_EQ(times.judge(found, T), SessionOrigin::from_the_future);
    found.tolerance = 5s;
    EXPECT_EQ(times.judge(found, T), SessionOrigin::opened);
    found.tolerance = 4s;
    EXPECT_EQ(times.judge(found, T), SessionOrigin::from_the_future);
}

TEST(Times, ASessionWithoutTimesNeverEnds)
{
    const Times times({.session_idle_timeout = 1s, .session_absolute_timeout = 1s});
    SealedContent found;
    found.origin = SessionOrigin::opened;
    EXPECT_EQ(times.judge(found, T), SessionOrigin::opened);
}

TEST(Times, AnEndIsRememberedUntilEveryCopyIsDead)
{
    const Times idle({.session_idle_timeout = 40s, .session_clock_skew = 5s});
    EXPECT_EQ(idle.keep_ended_until(T, T + 10s, 0s), T + 10s + 5s + 40s);
    EXPECT_EQ(idle.keep_ended_until(T, T + 10s, 30s), T + 10s + 5s + 40s + 30s);
    EXPECT_EQ(idle.keep_ended_until(T, T + 10s, std::nullopt), std::chrono::sys_seconds::max());
    const Times both(
        {.session_idle_timeout = 40s, .session_absolute_timeout = 50s, .session_clock_skew = 5s});
    EXPECT_EQ(both.keep_ended_until(T, T + 45s, 0s), T + 55s) << "the end of the session itself";
    EXPECT_EQ(both.keep_ended_until(T, T + 45s, std::nullopt), T + 55s);
}

TEST(Times, RejectsTimeoutsThatContradictEachOther)
{
    const auto message = [](const SessionConfig& config) -> std::string {
        try {
            const Times times(config);
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "accepted";
    };
    EXPECT_THAT(message({.session_idle_timeout = -1s}),
                HasSubstr("session_idle_timeout must not be negative"));
    EXPECT_THAT(message({.session_absolute_timeout = std::chrono::days(401)}),
                HasSubstr("session_absolute_timeout must be at most"));
    EXPECT_THAT(message({.session_idle_timeout = 2h, .session_absolute_timeout = 1h}),
                HasSubstr("session_idle_timeout must not be longer than session_absolute"));
    EXPECT_THAT(message({.session_idle_timeout = 1h, .session_renew_after = 2h}),
                HasSubstr("session_renew_after must not be longer than session_idle"));
    EXPECT_THAT(message({.session_clock_skew = 11min}),
                HasSubstr("session_clock_skew must be at most 600 seconds"));
    EXPECT_EQ(message({.session_idle_timeout = 1h, .session_renew_after = 0s}), "accepted");
}

} // namespace
