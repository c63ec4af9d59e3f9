#include "net/date_clock.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::net {
namespace {

using namespace std::chrono_literals;
using std::chrono::system_clock;

TEST(DateClock, StartsWithTheTimeItIs)
{
    const auto year = [] {
        const auto today = std::chrono::floor<std::chrono::days>(system_clock::now());
        return std::to_string(static_cast<int>(std::chrono::year_month_day(today).year()));
    };
    const auto before = year();
    const DateClock clock;
    const auto text = std::string(clock.text());
    EXPECT_TRUE(text.substr(12, 4) == before || text.substr(12, 4) == year()) << text;
}

TEST(DateClock, WritesTheTimeAsRfc9110Does)
{
    DateClock clock;
    clock.refresh(system_clock::time_point(784111777s)); // the RFC's own example
    EXPECT_EQ(clock.text(), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(DateClock, IsRewrittenInPlace)
{
    DateClock clock;
    const std::string_view text = clock.text();
    clock.refresh(system_clock::time_point(1700000000s + 999ms));
    EXPECT_EQ(text, "Tue, 14 Nov 2023 22:13:20 GMT");
    clock.refresh(system_clock::time_point(1700000001s));
    EXPECT_EQ(text, "Tue, 14 Nov 2023 22:13:21 GMT");
}

TEST(DateClock, FollowsAClockThatIsSetBack)
{
    DateClock clock;
    clock.refresh(system_clock::time_point(1700000001s));
    clock.refresh(system_clock::time_point(1700000000s));
    EXPECT_EQ(clock.text(), "Tue, 14 Nov 2023 22:13:20 GMT");
}

} // namespace
} // namespace costrel::inline v1::net
