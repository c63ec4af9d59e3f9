#include "session/even_time.hpp"

#include <gtest/gtest.h>

namespace {

using costrel::session::EvenTime;
using namespace std::chrono_literals;
using std::chrono::sys_seconds;

constexpr sys_seconds T(1'800'000'000s);
constexpr EvenTime::Steady start(5s);

TEST(EvenTime, GoesWithAClockThatGoesEvenly)
{
    EvenTime time;
    EXPECT_EQ(time.least(T, start), T);
    EXPECT_EQ(time.least(T + 3600s, start + 3600s), T + 3600s);
    EXPECT_EQ(time.age(start + 3600s), 3600s);
}

TEST(EvenTime, DoesNotGoAheadWithAClockThatJumps)
{
    EvenTime time;
    EXPECT_EQ(time.least(T, start), T);
    EXPECT_EQ(time.least(T + 864'000s, start + 60s), T + 60s);
    EXPECT_EQ(time.least(T + 120s, start + 120s), T + 120s);
    EXPECT_EQ(time.least(T - 864'000s, start + 180s), T - 864'000s);
}

TEST(EvenTime, IsNoTimeOldBeforeItIsTold)
{
    EXPECT_EQ(EvenTime().age(start), 0s);
}

} // namespace
