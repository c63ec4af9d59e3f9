#include <costrel/http_date.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using namespace costrel;

// The moment in GMT and its offset in seconds when it has one; "none" for what is no date.
std::string read(std::string_view text)
{
    const auto moment = parse_date(text);
    if (!moment)
        return "none";
    std::string out = http_date(moment->time);
    if (moment->offset.count() != 0)
        out += " offset " + std::to_string(moment->offset.count());
    return out;
}

constexpr const char* second_of_january = "Thu, 02 Jan 2020 03:04:05 GMT";

TEST(DateReader, ReadsTheFormsOfHttp)
{
    EXPECT_EQ(read("Thu, 02 Jan 2020 03:04:05 GMT"), second_of_january);
    EXPECT_EQ(read("Thursday, 02-Jan-20 03:04:05 GMT"), second_of_january);
    EXPECT_EQ(read("Thu Jan  2 03:04:05 2020"), second_of_january);
}

TEST(DateReader, ReadsWhatMailHas)
{
    for (const char* text :
         {"2 Jan 2020 03:04:05", "2 JANUARY 2020 3:4:5 UT", "x,2 Jan 2020 03:04:05 Z",
          "Mon, 2 Jan 2020 03:04:05 -0000", "Jan 2, 2020, 03:04:05 GMT", "2 Jan 03:04:05, 2020 GMT",
          "2-Jan-2020 03:04:05 +0000", "2 Jan 2020 03.04.05 XYZ",
          "2 Jan 2020 03:04:05 GMT and more", "\t2\x1cJan\n2020  03:04:05", "2 Jan 20 +3:0_4:05 0"})
        EXPECT_EQ(read(text), second_of_january) << text;
    EXPECT_EQ(read("2 Jan 2020 03:04"), "Thu, 02 Jan 2020 03:04:00 GMT");
    EXPECT_EQ(read("2 Jan GMT 03:04:05 2020"), second_of_january) << "year and zone swapped";
}

TEST(DateReader, KeepsTheOffset)
{
    EXPECT_EQ(read("2 Jan 2020 08:34:05 +0530"), std::string(second_of_january) + " offset 19800");
    EXPECT_EQ(read("2 Jan 2020 08:34:05+0530"), std::string(second_of_january) + " offset 19800");
    EXPECT_EQ(read("1 Jan 2020 19:04:05 pst"), std::string(second_of_january) + " offset -28800");
    EXPECT_EQ(read("2 Jan 2020 02:34:05 -30"), std::string(second_of_january) + " offset -1800");
}

TEST(DateReader, YearsOfTwoDigitsAre1969To2068)
{
    EXPECT_EQ(read("1 Jan 68 0:0"), "Sun, 01 Jan 2068 00:00:00 GMT");
    EXPECT_EQ(read("1 Jan 69 0:0"), "Wed, 01 Jan 1969 00:00:00 GMT");
    EXPECT_EQ(read("1 Jan 0099 0:0"), "Fri, 01 Jan 1999 00:00:00 GMT");
    EXPECT_EQ(read("1 Jan 100 0:0"), "Fri, 01 Jan 0100 00:00:00 GMT");
}

TEST(DateReader, RefusesWhatIsNoDate)
{
    for (const char* text : {"",
                             " ",
                             "Mon",
                             "Mon,",
                             "nonsense",
                             "2020-01-02T03:04:05",
                             "1 2 3 4 5",
                             "2 Jan 2020",
                             "30 Feb 2020 03:04:05",
                             "29 Feb 2021 03:04:05",
                             "0 Jan 2020 03:04:05",
                             "32 Jan 2020 03:04:05",
                             "2 Jan 2020 24:00:00",
                             "2 Jan 2020 03:60:00",
                             "2 Jan 2020 03:04:60",
                             "2 Jan 2020 03:04:-5",
                             "2 Jan 2020 3",
                             "2 Jan 2020 1:2:3:4",
                             "2 Jan 10000 03:04:05",
                             "2 Jan , 03:04:05",
                             "2 Foo 2020 03:04:05",
                             "2 Jan 2020 03:04:05 +2400",
                             "2 Jan 2020 03:04:05 -9999999999999999999999",
                             "2- -2020 03:04:05 GMT",
                             "--2020 1:2 GMT",
                             "2 Jan 2_020_ 03:04:05",
                             "2 Jan 2__020 03:04:05",
                             "2 Jan 20\xc2\xa0"
                             "20 03:04:05"})
        EXPECT_EQ(read(text), "none") << text;
}

TEST(DateReader, AnOffsetCanLeaveTheCalendar)
{
    const auto moment = parse_date("31 Dec 9999 23:59:59 -0100");
    ASSERT_TRUE(moment);
    EXPECT_THROW(http_date(moment->time), std::invalid_argument);
}

// What this takes is counted in tests/counts/growth.cpp.
TEST(DateReader, TakesLongText)
{
    EXPECT_EQ(read("2 Jan 2020 03:04:05 " + std::string(1'000'000, '9')), second_of_january)
        << "a number that Python does not read is no zone";
    EXPECT_EQ(read(std::string(1'000'000, ' ')), "none");
    EXPECT_EQ(read(std::string(1'000'000, '-')), "none");
    EXPECT_EQ(read("2 Jan 2020 " + std::string(1'000'000, ':')), "none");
}

} // namespace
