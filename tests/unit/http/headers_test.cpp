#include <costrel/headers.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace costrel::inline v1 {
namespace {

using testing::ElementsAre;

std::vector<std::string> lines(const Headers& headers)
{
    std::vector<std::string> result;
    for (const Header& field : headers)
        result.push_back(std::string(field.name.view()) + ": " + std::string(field.value.view()));
    return result;
}

TEST(Headers, KeepTheOrderInWhichTheyWerePutIn)
{
    Headers headers;
    headers.set("B", "1");
    headers.set("A", "2");
    headers.add("B", "3");
    EXPECT_THAT(lines(headers), ElementsAre("B: 1", "A: 2", "B: 3"));
    EXPECT_EQ(headers.get("b"), "1");
    EXPECT_TRUE(headers.contains("a"));
    EXPECT_EQ(headers.get("c"), "");
}

TEST(Headers, SetReplacesAllFieldsOfThatNameAtThePlaceOfTheFirst)
{
    Headers headers;
    headers.add("X-A", "1");
    headers.add("X-B", "2");
    headers.add("x-a", "3");
    headers.set("X-a", "4");
    EXPECT_THAT(lines(headers), ElementsAre("X-a: 4", "X-B: 2"));
}

TEST(Headers, RemoveTakesAllFieldsOfThatName)
{
    Headers headers;
    headers.add("X-A", "1");
    headers.add("x-a", "2");
    EXPECT_TRUE(headers.remove("X-A"));
    EXPECT_FALSE(headers.remove("X-A"));
    EXPECT_TRUE(headers.empty());
}

TEST(Headers, RefuseAValueThatWouldStartANewLine)
{
    Headers headers;
    for (const std::string& value :
         {std::string("a\nb"), std::string("a\rb"), std::string("a\0b", 3),
          std::string("/x\r\nSet-Cookie: a=b")}) {
        EXPECT_THROW(headers.set("X-A", value), std::invalid_argument);
        EXPECT_THROW(headers.add("X-A", value), std::invalid_argument);
    }
    EXPECT_TRUE(headers.empty());
}

// RFC 9110 section 5.5: none but HTAB. Escape sequences would steer a terminal that shows a log.
TEST(Headers, RefuseControlCharactersInAValue)
{
    Headers headers;
    for (int c = 0; c < 0x20; ++c) {
        const std::string value = std::string("a value of some length") + static_cast<char>(c);
        if (c == '\t')
            EXPECT_NO_THROW(headers.set("X-Tab", value));
        else
            EXPECT_THROW(headers.set("X-A", value), std::invalid_argument) << c;
    }
    EXPECT_THROW(headers.add("X-A", "\x7F"), std::invalid_argument);
    EXPECT_FALSE(headers.contains("X-A"));
}

TEST(Headers, KeepUnicodeAsItIs)
{
    Headers headers;
    headers.set("X-A", "\u560A\u560D"); // their low bytes are LF and CR
    EXPECT_EQ(headers.get("X-A"), "\u560A\u560D");
}

TEST(Headers, RefuseANameThatIsNoToken)
{
    Headers headers;
    for (const char* name : {"", "X: y", "X ", "X\r\nY", "X\x80", "X/Y", "\"X\"", "X,Y"})
        EXPECT_THROW(headers.set(std::string(name), "1"), std::invalid_argument) << name;
    EXPECT_NO_THROW(headers.set("!#$%&'*+-.^_`|~09azAZ", "1"));
}

TEST(Headers, RefuseWhatTheServerWritesItself)
{
    Headers headers;
    for (const char* name : {"Content-Length", "transfer-encoding", "CONNECTION", "Date"})
        EXPECT_THROW(headers.set(std::string(name), "1"), std::invalid_argument) << name;
}

TEST(Headers, SayWhereTheContentTypeIsSet)
{
    Headers headers;
    try {
        headers.set("content-type", "text/plain");
        FAIL();
    } catch (const std::invalid_argument& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("Response::content_type"));
    }
}

struct VaryCase {
    std::vector<std::string> before;
    std::string added;
    std::string after;
};

TEST(Headers, MergeVaryAsWerkzeugDoes)
{
    for (const VaryCase& c :
         {VaryCase{{}, "Cookie", "Cookie"}, VaryCase{{"Cookie"}, "Cookie", "Cookie"},
          VaryCase{{"cookie"}, "Cookie", "cookie"},
          VaryCase{{"Accept"}, "Cookie", "Accept, Cookie"},
          VaryCase{{"Accept,Origin"}, "Cookie", "Accept, Origin, Cookie"},
          VaryCase{{"Accept , COOKIE"}, "Cookie", "Accept , COOKIE"},
          VaryCase{{"*"}, "Cookie", "*, Cookie"},
          VaryCase{{"Cookies"}, "Cookie", "Cookies, Cookie"},
          VaryCase{{"Accept", "Origin"}, "Cookie", "Accept, Origin, Cookie"}}) {
        Headers headers;
        for (const std::string& value : c.before)
            headers.add("Vary", value);
        headers.add_vary(c.added);
        EXPECT_EQ(headers.get("Vary"), c.after);
        EXPECT_EQ(headers.size(), 1U);
    }
}

TEST(Headers, RefuseToVaryByWhatIsNoFieldName)
{
    Headers headers;
    EXPECT_THROW(headers.add_vary("a, b"), std::invalid_argument);
    EXPECT_THROW(headers.add_vary(""), std::invalid_argument);
}

} // namespace
} // namespace costrel::inline v1
