#include "http/forms/part_header.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

using namespace std::string_literals;

TEST(PartHeader, HasNamesInAnyCaseAndTheFirstOfThemCounts)
{
    constexpr auto head = "A: 1\r\nContent-TYPE : text/plain \r\na: 2";
    EXPECT_EQ(find_part_field(head, "content-type"), "text/plain");
    EXPECT_EQ(find_part_field(head, "A"), "1");
    EXPECT_EQ(find_part_field(head, "b"), std::nullopt);
}

TEST(PartHeader, HasLinesThatEndInAnyWay)
{
    for (const char* head : {"a: 1\nb: 2", "a: 1\rb: 2", "a: 1\r\nb: 2", "\r\n\r\nb: 2"})
        EXPECT_EQ(find_part_field(head, "b"), "2") << head;
    EXPECT_EQ(find_part_field("a: 1: 2", "a"), "1: 2");
}

TEST(PartHeader, CanBeFolded)
{
    EXPECT_EQ(find_part_field("a: 1;\r\n\tx=2\n  y\nb: 3", "a"), "1; x=2  y");
    EXPECT_EQ(find_part_field("a: 1;\r\n\tb: 2", "b"), std::nullopt);
    EXPECT_EQ(find_part_field("a:\n 1\nb: 2", "b"), "2");
}

TEST(PartHeader, IsTrimmedOfSpacesAndTabsAlone)
{
    EXPECT_EQ(find_part_field("\t a \t:\t 1 \t", "a"), "1");
    EXPECT_EQ(find_part_field("\u00A0a: 1", "a"), std::nullopt);
    EXPECT_EQ(find_part_field("\va: 1", "a"), std::nullopt);
    EXPECT_EQ(find_part_field("a:\u2003\x1c"
                              "1\u00A0",
                              "a"),
              "\u2003\x1c"
              "1\u00A0");
}

TEST(PartHeader, TakesALineWithoutAColonForAName)
{
    EXPECT_EQ(find_part_field("content-disposition\r\n", "Content-Disposition"), "");
}

TEST(PartHeader, CountsItsLines)
{
    EXPECT_EQ(count_lines(""), 0U);
    EXPECT_EQ(count_lines("a: 1"), 1U);
    EXPECT_EQ(count_lines("a: 1\r\nb: 2\n\nc"), 4U);
}

} // namespace
} // namespace costrel::inline v1::http
