#include "net/log_throttle.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::net {
namespace {

using namespace std::chrono_literals;

TEST(LogThrottle, PassesOneLineASecond)
{
    LogThrottle throttle;
    const LogThrottle::TimePoint start{1000s};
    EXPECT_TRUE(throttle.pass(start));
    EXPECT_FALSE(throttle.pass(start));
    EXPECT_FALSE(throttle.pass(start + 999ms));
    EXPECT_TRUE(throttle.pass(start + 1000ms));
    EXPECT_FALSE(throttle.pass(start + 1001ms));
}

} // namespace
} // namespace costrel::inline v1::net
