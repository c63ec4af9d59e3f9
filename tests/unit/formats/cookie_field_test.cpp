#include <costrel/session/format.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using costrel::CookieField;
using Values = std::vector<std::string>;
using Reading = CookieField::Reading;

Values python(std::string_view field, std::string_view name = "a")
{
    return CookieField(field).all(name);
}

TEST(CookieField, GivesTheValuesOfANameInTheirOrderAtMostFour)
{
    EXPECT_EQ(python("a=1; b=2; a=3"), (Values{"1", "3"}));
    for (const Reading reading : {Reading::python, Reading::raw, Reading::uri, Reading::form})
        EXPECT_EQ(CookieField("a=1;a=2;a=3;b=x;a=4;a=5").all("a", reading),
                  (Values{"1", "2", "3", "4"}));
    EXPECT_EQ(python(""), Values{});
    EXPECT_EQ(python("b=1"), Values{});
}

// Werkzeug 3.1.9.
TEST(CookieField, PythonReadsPairsAsWerkzeug)
{
    EXPECT_EQ(python(R"(a="b;c"; d=e)"), Values{"b;c"});
    EXPECT_EQ(python(R"(a="b;c"; d=e)", "d"), Values{"e"});
    EXPECT_EQ(python(R"(a="b;c; d=e)"), Values{});
    EXPECT_EQ(python(R"(a="b;c; d=e)", "c"), Values{""});
    EXPECT_EQ(python(R"(a="b;c; d=e)", "d"), Values{"e"});
    EXPECT_EQ(python(R"(a="b"c; d=e)"), Values{});
    EXPECT_EQ(python(R"(a="b"c; d=e)", "d"), Values{"e"});
    EXPECT_EQ(python("a=b c; d=e"), Values{});
    EXPECT_EQ(python("a=b c; d=e", "d"), Values{"e"});
    EXPECT_EQ(python("a=b, c=d"), Values{});
    EXPECT_EQ(python("a==b"), Values{"=b"});
    EXPECT_EQ(python("=b; c=d", "c"), Values{"d"});
    EXPECT_EQ(python("a"), Values{""});
    EXPECT_EQ(python("a \t=\t b"), Values{"b"});
    EXPECT_EQ(python("$Version=1", "$Version"), Values{"1"});
}

TEST(CookieField, PythonUndoesQuotesAndTheirEscapes)
{
    EXPECT_EQ(python(R"(a=\054)"), Values{R"(\054)"});
    EXPECT_EQ(python(R"(a="\054\"\\x")"), Values{",\"\\x"});
    EXPECT_EQ(python(R"(a="\351")"), Values{"\xE9"});
    EXPECT_EQ(python("a=\"b\\\nc\"; d=e"), Values{}); // a line feed cannot be escaped
    EXPECT_EQ(python(R"(a="b\)"), Values{});
}

TEST(CookieField, NamesCompareByteForByteAfterBlanksWereTrimmed)
{
    for (const Reading reading : {Reading::python, Reading::raw, Reading::uri, Reading::form}) {
        EXPECT_EQ(CookieField(" \ta=1;A=2").all("a", reading), Values{"1"});
        // A prefix that browsers guard must not be met by a name that only looks like it.
        EXPECT_EQ(CookieField("\xA0__Host-s=1").all("__Host-s", reading), Values{});
        EXPECT_EQ(CookieField("\v__Host-s=1").all("__Host-s", reading), Values{});
        EXPECT_EQ(CookieField("__Host%2Ds=1").all("__Host-s", reading), Values{});
    }
}

TEST(CookieField, RawGivesTheValueAsItStands)
{
    EXPECT_EQ(CookieField(R"(a="x"; a= %41+ )").all("a", Reading::raw), (Values{R"("x")", "%41+"}));
    EXPECT_EQ(CookieField("a").all("a", Reading::raw), Values{});
    EXPECT_EQ(CookieField("a=b=c").all("a", Reading::raw), Values{"b=c"});
}

TEST(CookieField, UriDecodesPercentSignsAsNode)
{
    EXPECT_EQ(CookieField("a=s%3Aid.x%2By+z").all("a", Reading::uri), Values{"s:id.x+y+z"});
    EXPECT_EQ(CookieField("a=%C3%A9").all("a", Reading::uri), Values{"\xC3\xA9"});
    // Where decodeURIComponent() would throw, the text stays.
    EXPECT_EQ(CookieField("a=%41%4").all("a", Reading::uri), Values{"%41%4"});
    EXPECT_EQ(CookieField("a=%41%FF").all("a", Reading::uri), Values{"%41%FF"});
}

TEST(CookieField, FormDecodesPercentSignsAndPlusAsRack)
{
    EXPECT_EQ(CookieField("a=x%2By+z%4").all("a", Reading::form), Values{"x+y z%4"});
}

TEST(CookieField, TakesTimeInProportionToAFieldOfOpenQuotes)
{
    std::string field;
    while (field.size() < 4'000'000)
        field += "b=\"\\\";";
    EXPECT_EQ(python(field + "a=1"), Values{"1"});
}

} // namespace
