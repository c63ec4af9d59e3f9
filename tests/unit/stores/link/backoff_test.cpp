#include "stores/link/backoff.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;

constexpr Backoff::TimePoint now{1h};

TEST(Backoff, TriesAtOnceWhatWorkedBefore)
{
    const Backoff backoff;
    EXPECT_FALSE(backoff.is_waiting(now));
}

TEST(Backoff, WaitsTwiceAsLongAfterEachFailure)
{
    Backoff backoff;
    for (const auto delay :
         {50ms, 100ms, 200ms, 400ms, 800ms, 1'600ms, 3'200ms, 5'000ms, 5'000ms}) {
        backoff.failed(now, 0);
        EXPECT_TRUE(backoff.is_waiting(now + delay * 3 / 4 - 1ms));
        EXPECT_FALSE(backoff.is_waiting(now + delay * 3 / 4));
    }
    backoff.connected();
    backoff.failed(now, 0);
    EXPECT_FALSE(backoff.is_waiting(now + 50ms));
}

TEST(Backoff, IsForAQuarterAMatterOfChance)
{
    Backoff backoff;
    backoff.failed(now, 1023);
    EXPECT_TRUE(backoff.is_waiting(now + 48ms));
    EXPECT_FALSE(backoff.is_waiting(now + 50ms));
}

TEST(Backoff, OfManyFailuresIsNoLonger)
{
    Backoff backoff;
    for (int i = 0; i < 1'000; ++i)
        backoff.failed(now, UINT32_MAX);
    EXPECT_FALSE(backoff.is_waiting(now + 5s));
}

} // namespace
} // namespace costrel::inline v1::stores
