#include <costrel/cookie.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace costrel;
using testing::ElementsAre;
using testing::IsEmpty;

std::string found(std::string_view header, std::string_view name)
{
    std::string buffer;
    const auto value = find_cookie(header, name, buffer);
    return value ? std::string(*value) : "none";
}

TEST(CookieReader, GivesPairsInOrder)
{
    EXPECT_THAT(parse_cookie("a=b; c=d;a=e"),
                ElementsAre(Cookie{"a", "b"}, Cookie{"c", "d"}, Cookie{"a", "e"}));
    EXPECT_THAT(parse_cookie(""), IsEmpty());
    EXPECT_THAT(parse_cookie(";;; ;=x; =;"), IsEmpty());
}

TEST(CookieReader, ReadsWhatIsNoPair)
{
    EXPECT_THAT(parse_cookie("session"), ElementsAre(Cookie{"session", ""}));
    EXPECT_THAT(parse_cookie("a==b"), ElementsAre(Cookie{"a", "=b"}));
    EXPECT_THAT(parse_cookie("a ; b =; =c"), ElementsAre(Cookie{"a", ""}, Cookie{"b", ""}));
    EXPECT_THAT(parse_cookie("$Version=1; Session=%41"),
                ElementsAre(Cookie{"$Version", "1"}, Cookie{"Session", "%41"}));
}

TEST(CookieReader, LeavesOutWhatIsMalformed)
{
    EXPECT_THAT(parse_cookie("a=b c; d=e"), ElementsAre(Cookie{"d", "e"}));
    EXPECT_THAT(parse_cookie("a b=c; d=e"), ElementsAre(Cookie{"d", "e"}));
    EXPECT_THAT(parse_cookie("a=b, c=d"), IsEmpty());
    EXPECT_THAT(parse_cookie(R"(a"b=c; d=e)"), ElementsAre(Cookie{"d", "e"}));
    EXPECT_THAT(parse_cookie(R"(a=b"c"; d=e)"), ElementsAre(Cookie{"d", "e"}));
    EXPECT_THAT(parse_cookie(R"(a="b"c; d=e)"), ElementsAre(Cookie{"d", "e"}));
}

TEST(CookieReader, TakesSpacesAndTabsOff)
{
    EXPECT_THAT(parse_cookie(" a\t = \tb \t;\tc"), ElementsAre(Cookie{"a", "b"}, Cookie{"c", ""}));
}

// A browser lets a neighbour set such a cookie, for its name does not begin with "__Host-".
TEST(CookieReader, TakesNoOtherByteOffANameOrANeighbourCouldSetAProtectedCookie)
{
    for (const char* blank : {"\x85", "\xa0", "\v", "\f", "\n", "\r", "\x1c", "\x1f"}) {
        const std::string header = std::string(blank) + "__Host-session=x" + blank;
        EXPECT_EQ(found(header, "__Host-session"), "none") << +blank[0];
        EXPECT_EQ(found("a=b; " + header, "__Host-session"), "none") << +blank[0];
        const auto cookies = parse_cookie(header);
        ASSERT_EQ(cookies.size(), 1U) << +blank[0];
        EXPECT_NE(cookies[0].name, "__Host-session") << +blank[0];
        EXPECT_NE(cookies[0].value, "x") << +blank[0];
    }
}

TEST(CookieReader, AQuotedValueMayHoldASemicolon)
{
    EXPECT_THAT(parse_cookie(R"(a="b;c"; d=e)"), ElementsAre(Cookie{"a", "b;c"}, Cookie{"d", "e"}));
    EXPECT_THAT(parse_cookie(R"(a= "b;c" )"), ElementsAre(Cookie{"a", "b;c"}));
    EXPECT_THAT(parse_cookie(R"(a="b\";c"; d=e)"),
                ElementsAre(Cookie{"a", "b\";c"}, Cookie{"d", "e"}));
}

TEST(CookieReader, AQuoteThatDoesNotCloseHidesNothing)
{
    EXPECT_THAT(parse_cookie(R"(a="b;c)"), ElementsAre(Cookie{"c", ""}));
    EXPECT_THAT(parse_cookie(R"(a="b;c; d=e)"), ElementsAre(Cookie{"c", ""}, Cookie{"d", "e"}));
    EXPECT_THAT(parse_cookie(R"(a=")"), IsEmpty());
    EXPECT_THAT(parse_cookie(R"(a="\)"), IsEmpty());
    EXPECT_THAT(parse_cookie(R"(a="\";b=c)"), ElementsAre(Cookie{"b", "c"}));
    EXPECT_THAT(parse_cookie("a=\"\\\n\"; b=c"), ElementsAre(Cookie{"b", "c"}));
}

TEST(CookieReader, UnescapesOnlyQuotedValues)
{
    EXPECT_THAT(parse_cookie(R"(a=\054)"), ElementsAre(Cookie{"a", "\\054"}));
    EXPECT_THAT(parse_cookie(R"(a="\054\"\\\x\400\08")"), ElementsAre(Cookie{"a", ",\"\\x40008"}));
    EXPECT_THAT(parse_cookie(R"(a="\303\251")"), ElementsAre(Cookie{"a", "\xc3\xa9"}));
    EXPECT_THAT(parse_cookie(R"(a="\351")"), ElementsAre(Cookie{"a", "\xef\xbf\xbd"}));
}

TEST(CookieReader, ReadsLatin1)
{
    EXPECT_THAT(parse_cookie("\xe9=\xc3\xa9"), ElementsAre(Cookie{"\xc3\xa9", "\xc3\x83\xc2\xa9"}));
    EXPECT_THAT(parse_cookie("a=\"\xc3\xa9\""), ElementsAre(Cookie{"a", "\xc3\x83\xc2\xa9"}));
}

TEST(FindCookie, GivesTheFirstOfThatName)
{
    EXPECT_EQ(found("a=1; session=x; session=y", "session"), "x");
    EXPECT_EQ(found("Session=1; sessions=2; xsession=3", "session"), "none");
    EXPECT_EQ(found("session", "session"), "");
    EXPECT_EQ(found("a=\"session=1\"; session=2", "session"), "2");
    EXPECT_EQ(found("a=b,session=x", "session"), "none");
    EXPECT_EQ(found("", ""), "none");
}

TEST(FindCookie, TakesQuotesOff)
{
    EXPECT_EQ(found(R"(s="P.T.S")", "s"), "P.T.S");
    EXPECT_EQ(found(R"(s="a\054b")", "s"), "a,b");
    EXPECT_EQ(found("s=\"\xe9\"", "s"), "\xe9") << "bytes as they came";
}

TEST(FindCookie, PointsIntoTheHeaderWhenItCan)
{
    const std::string header = R"(a=b; session="payload")";
    std::string buffer;
    const auto value = find_cookie(header, "session", buffer);
    ASSERT_TRUE(value);
    EXPECT_GE(value->data(), header.data());
    EXPECT_LE(value->data() + value->size(), header.data() + header.size());
    EXPECT_EQ(buffer, "");
}

// What this takes is counted in tests/counts/growth.cpp.
TEST(FindCookie, ReadsLongHostileFields)
{
    const auto repeated = [](std::string_view piece) {
        std::string text;
        while (text.size() < 1'000'000)
            text += piece;
        return text;
    };
    for (const char* piece : {"a=b; ", "a=\";", "a=\"\\;", "a=\"\\\"", "\"", "\\", "a=\" ", "=",
                              ";", " ", "a=\"\"x;", "a= ", "a=\"b\" ;", "a=\"b\"  "}) {
        EXPECT_EQ(found(repeated(piece), "session"), "none") << piece;
        EXPECT_NO_THROW(parse_cookie(repeated(piece)));
    }
}

} // namespace
