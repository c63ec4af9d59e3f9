#include "http/framing/body_pace.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

using namespace std::chrono_literals;

class Pace : public testing::Test {
protected:
    Limits limits;
    BodyPace pace{limits};
    const BodyPace::TimePoint start{};
};

TEST_F(Pace, IsNotLookedAtDuringTheGrace)
{
    pace.start(start);
    EXPECT_EQ(pace.deadline(), start + 5s);
    EXPECT_TRUE(pace.check(start + 4'999ms));
    EXPECT_FALSE(pace.check(start + 5s));
}

TEST_F(Pace, IsGoodAtExactlyTheRate)
{
    pace.start(start);
    pace.received(5 * 1024, start + 1s);
    EXPECT_TRUE(pace.check(start + 5s));
    EXPECT_EQ(pace.deadline(), start + 6s);
    EXPECT_FALSE(pace.check(start + 6s));
}

TEST_F(Pace, ForgetsWhatCameMoreThanTenSecondsAgo)
{
    pace.start(start);
    pace.received(1'000'000, start);
    for (auto time = 1s; time <= 9s; ++time)
        pace.received(1, start + time);
    EXPECT_TRUE(pace.check(start + 9s));
    pace.received(1, start + 10s);
    EXPECT_FALSE(pace.check(start + 11s));
}

TEST_F(Pace, IsGoodHoweverMuchComesInASecond)
{
    pace.start(start);
    pace.received(std::size_t{1} << 31, start + 1s);
    pace.received(std::size_t{1} << 31, start + 1s); // more than a bucket counts
    EXPECT_TRUE(pace.check(start + 9s));
}

TEST_F(Pace, EndsAtALongPauseWhateverTheRate)
{
    pace.start(start);
    pace.received(1'000'000, start + 4s);
    EXPECT_TRUE(pace.check(start + 13'999ms));
    EXPECT_EQ(pace.deadline(), start + 14s);
    EXPECT_FALSE(pace.check(start + 14s));
}

TEST_F(Pace, BeginsAnew)
{
    pace.start(start);
    EXPECT_FALSE(pace.check(start + 5s));
    pace.start(start + 100s);
    EXPECT_EQ(pace.deadline(), start + 105s);
    EXPECT_TRUE(pace.check(start + 104s));
}

} // namespace
} // namespace costrel::inline v1::http
