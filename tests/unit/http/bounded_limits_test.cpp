#include "http/bounded_limits.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace costrel::inline v1::http {
namespace {

using std::chrono::milliseconds;

TEST(BoundedLimits, LeaveWhatIsReasonableAsItIs)
{
    const Limits limits{.max_request_line = 100, .body_gap = milliseconds(7), .max_connections = 3};
    const Limits bounded = bounded_limits(limits);
    EXPECT_EQ(bounded.max_request_line, 100U);
    EXPECT_EQ(bounded.body_gap, milliseconds(7));
    EXPECT_EQ(bounded.max_connections, 3U);
}

TEST(BoundedLimits, CanBeAddedToAnyTime)
{
    const Limits bounded = bounded_limits({.header_timeout = milliseconds::max(),
                                           .body_gap = milliseconds::max(),
                                           .body_grace = milliseconds::max(),
                                           .keepalive_idle = milliseconds::max(),
                                           .write_stall = milliseconds::max(),
                                           .connection_lifetime = milliseconds::max(),
                                           .lingering_time = milliseconds::max(),
                                           .graceful_timeout = milliseconds::max(),
                                           .cancel_timeout = milliseconds::min()});
    for (const milliseconds time :
         {bounded.header_timeout, bounded.body_gap, bounded.body_grace, bounded.keepalive_idle,
          bounded.write_stall, bounded.connection_lifetime, bounded.lingering_time,
          bounded.graceful_timeout})
        EXPECT_EQ(time, std::chrono::years(1));
    EXPECT_EQ(bounded.cancel_timeout, milliseconds::zero());
}

TEST(BoundedLimits, CanBeAddedToEachOther)
{
    constexpr auto any = std::numeric_limits<std::size_t>::max();
    const Limits bounded =
        bounded_limits({.max_request_line = any, .max_header_bytes = any, .max_connections = any});
    EXPECT_GT(bounded.max_request_line + 2 * bounded.max_header_bytes, bounded.max_header_bytes);
    EXPECT_GT(2 * bounded.max_connections, bounded.max_connections);
}

} // namespace
} // namespace costrel::inline v1::http
