#include <costrel/http_date.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using namespace costrel;
using namespace std::chrono;

TEST(HttpDate, WritesGmtWithFourDigitsOfTheYear)
{
    EXPECT_EQ(http_date(sys_seconds(seconds(0))), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(http_date(sys_seconds(seconds(1700000000))), "Tue, 14 Nov 2023 22:13:20 GMT");
    EXPECT_EQ(http_date(sys_days(2000y / February / 29) + 23h + 59min + 59s),
              "Tue, 29 Feb 2000 23:59:59 GMT");
    EXPECT_EQ(http_date(sys_seconds(seconds(-1))), "Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST(HttpDate, CoversPythonsCalendar)
{
    const sys_seconds first = sys_days(1y / January / 1);
    const sys_seconds last = sys_days(9999y / December / 31) + 23h + 59min + 59s;
    EXPECT_EQ(http_date(first), "Mon, 01 Jan 0001 00:00:00 GMT");
    EXPECT_EQ(http_date(last), "Fri, 31 Dec 9999 23:59:59 GMT");
    EXPECT_THROW(http_date(first - 1s), std::invalid_argument);
    EXPECT_THROW(http_date(last + 1s), std::invalid_argument);
}

} // namespace
