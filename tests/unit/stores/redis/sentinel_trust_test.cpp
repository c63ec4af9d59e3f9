#include "stores/redis/sentinel_trust.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;

class RedisSentinelTrust : public ::testing::Test {
protected:
    static PrimaryPlace at(const HostPort& place, std::int64_t epoch)
    {
        return {.place = place, .epoch = epoch};
    }
    static constexpr SentinelTrust::TimePoint now{1h};
    const HostPort a{"10.0.0.1", 6379}, b{"10.0.0.2", 6379};
    SentinelTrust trust;
};

TEST_F(RedisSentinelTrust, GoesToTheLatestFailoverAtOnce)
{
    EXPECT_FALSE(trust.place());
    EXPECT_TRUE(trust.take(at(a, 5), now));
    EXPECT_TRUE(trust.take(at(b, 6), now + 1ms));
    EXPECT_EQ(trust.place()->place, b);
    EXPECT_TRUE(trust.is_confirmed(now + 2s, SentinelTrust::longest));
    EXPECT_FALSE(trust.is_confirmed(now + 2001ms, SentinelTrust::longest));
}

TEST_F(RedisSentinelTrust, IsConfirmedByWhoKnowsOfAnEarlierFailoverToTheSamePlace)
{
    trust.take(at(a, 5), now);
    for (int i = 1; i < 20; ++i) {
        EXPECT_TRUE(trust.take(at(a, 0), now + i * 500ms));
        EXPECT_TRUE(trust.is_confirmed(now + i * 500ms, SentinelTrust::longest));
    }
    // They were deployed anew by now, and count on from there.
    EXPECT_TRUE(trust.take(at(b, 1), now + 10s));
    EXPECT_EQ(trust.place()->place, b);
}

TEST_F(RedisSentinelTrust, ASentinelThatIsLateIsNeverBelievedWhileOthersConfirmSeldom)
{
    trust.take(at(b, 6), now);
    for (int i = 1; i < 100; ++i) {
        if (i % 4 == 0) {
            EXPECT_TRUE(trust.take(at(b, 6), now + i * 500ms));
        } else {
            EXPECT_FALSE(trust.take(at(a, 5), now + i * 500ms)) << i;
        }
        EXPECT_EQ(trust.place()->place, b);
    }
}

TEST_F(RedisSentinelTrust, WhoNamesAnotherPlaceByAnEarlierFailoverIsBelievedWhenNobodyElseReplies)
{
    trust.take(at(b, 6), now);
    EXPECT_FALSE(trust.take(at(a, 1), now + 500ms));
    EXPECT_FALSE(trust.take(at(a, 1), now + 2499ms));
    EXPECT_FALSE(trust.is_confirmed(now + 2499ms, SentinelTrust::longest));
    EXPECT_TRUE(trust.take(at(a, 1), now + 2500ms));
    EXPECT_EQ(trust.place()->place, a);
    EXPECT_TRUE(trust.take(at(b, 2), now + 2501ms)) << "the next failover";
}

TEST_F(RedisSentinelTrust, OneThatIsLateIsNotBelievedBecauseNobodyAskedForLong)
{
    trust.take(at(b, 6), now);
    EXPECT_FALSE(trust.take(at(a, 5), now + 1h));
    EXPECT_FALSE(trust.is_confirmed(now + 1h, SentinelTrust::longest));
    EXPECT_TRUE(trust.take(at(b, 6), now + 1h + 500ms));
    EXPECT_FALSE(trust.take(at(a, 5), now + 2h)) << "and it begins again";
}

TEST_F(RedisSentinelTrust, WhatWasAskedBeforeAConfirmationDoesNotCountAgainstIt)
{
    trust.take(at(b, 6), now + 2s);
    EXPECT_FALSE(trust.take(at(a, 5), now)); // its reply came later
    EXPECT_FALSE(trust.take(at(a, 5), now + 3s));
    EXPECT_EQ(trust.place()->place, b);
}

} // namespace
} // namespace costrel::inline v1::stores
