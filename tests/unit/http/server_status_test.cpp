#include "http/server_status.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

TEST(ServerStatus, AddsUpWhatItsLoopsCount)
{
    ServerStatus status;
    Traffic& one = status.add_loop();
    Traffic& other = status.add_loop();
    one.accepted.add();
    one.received.add(10);
    other.accepted.add(2);
    other.closed.add();
    other.received.add(5);
    other.sent.add(7);
    other.refused[static_cast<std::size_t>(Rule::host)].add(3);
    other.idle_timeouts.add();
    one.write_timeouts.add();

    const TotalTraffic total = status.traffic();
    EXPECT_EQ(total.accepted, 3U);
    EXPECT_EQ(total.closed, 1U);
    EXPECT_EQ(total.received, 15U);
    EXPECT_EQ(total.sent, 7U);
    EXPECT_EQ(total.refused[static_cast<std::size_t>(Rule::host)], 3U);
    EXPECT_EQ(total.idle_timeouts, 1U);
    EXPECT_EQ(total.write_timeouts, 1U);
}

TEST(ServerStatus, LoopsShareNoCacheLine)
{
    ServerStatus status;
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(&status.add_loop()) % 64, 0U);
}

TEST(ServerStatus, SaysThatTheServerIsStopping)
{
    ServerStatus status;
    EXPECT_FALSE(status.is_stopping());
    status.set_stopping();
    EXPECT_TRUE(status.is_stopping());
}

} // namespace
} // namespace costrel::inline v1::http
