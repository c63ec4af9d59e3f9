#include "encoding/json_string.hpp"

#include <costrel/json.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using namespace costrel;
using std::string_literals::operator""s;

std::string read(std::string_view text)
{
    const auto result = json_loads(text);
    if (!result)
        return "error: " + std::string(result.error().message);
    const std::string* string = result->as<std::string>();
    return string ? *string : "no string";
}

std::string ascii(std::string_view text)
{
    std::string out;
    encoding::append_json_string(out, text, true);
    return out;
}

std::string utf8(std::string_view text)
{
    std::string out;
    encoding::append_json_string(out, text, false);
    return out;
}

TEST(JsonString, ReadsEscapes)
{
    EXPECT_EQ(read(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
    EXPECT_EQ(read(R"("\u0041\u00e9\u00E9\u20ac")"), "A\xc3\xa9\xc3\xa9\xe2\x82\xac");
    EXPECT_EQ(read(R"("a\u0000b")"), "a\0b"s);
}

TEST(JsonString, JoinsSurrogatePairsAndKeepsLoneOnes)
{
    EXPECT_EQ(read(R"("\ud83d\ude00")"), "\xf0\x9f\x98\x80");
    EXPECT_EQ(read(R"("\ud83d")"), "\xed\xa0\xbd");
    EXPECT_EQ(read(R"("\ude00\ud83d")"), "\xed\xb8\x80\xed\xa0\xbd");
    EXPECT_EQ(read(R"("\ud83dx")"), "\xed\xa0\xbdx");
    EXPECT_EQ(read(R"("\ud83d\n")"), "\xed\xa0\xbd\n");
    EXPECT_EQ(read(R"("\ud83d\u0041")"), "\xed\xa0\xbd\x41");
    EXPECT_EQ(read(R"("\ud83d\ud83d\ude00")"), "\xed\xa0\xbd\xf0\x9f\x98\x80");
}

TEST(JsonString, RefusesBadEscapes)
{
    for (const char* text : {R"("\x41")", R"("\a")", R"("\'")", R"("\0")", R"("\U00000041")"})
        EXPECT_EQ(read(text), "error: the string has an escape that JSON does not know") << text;
    for (const char* text : {R"("\u")", R"("\u12")", R"("\u12 4")", R"("\u+123")", R"("\u123g")",
                             R"("\ud83d\u12")", R"("\ud83d\u")"})
        EXPECT_EQ(read(text), "error: a \\u escape needs four hexadecimal digits") << text;
}

TEST(JsonString, RefusesControlCharactersAndWhatIsNotUtf8)
{
    EXPECT_EQ(read("\"\x7f\""), "\x7f");
    EXPECT_EQ(read("\"a\nb\""), "error: the string has a control character");
    EXPECT_EQ(read("\"\0\""s), "error: the string has a control character");
    for (const char* text : {"\"\xff\"", "\"\xc3\"", "\"\xed\xa0\x80\"", "\"\xc0\x80\""})
        EXPECT_EQ(read(text), "error: the text is not UTF-8");
}

TEST(JsonString, WritesPythonsEscapes)
{
    EXPECT_EQ(ascii("\"\\\b\f\n\r\t/<>&'"), R"("\"\\\b\f\n\r\t/<>&'")");
    EXPECT_EQ(ascii("\0\x1f\x7f"s), R"("\u0000\u001f\u007f")");
    EXPECT_EQ(ascii("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), R"("\u00e9\u20ac\ud83d\ude00")");
    EXPECT_EQ(ascii("\xed\xa0\xbd"), R"("\ud83d")") << "a lone surrogate";
    EXPECT_EQ(ascii("\xf4\x8f\xbf\xbf"), R"("\udbff\udfff")");
}

TEST(JsonString, LeavesUtf8WhenAskedTo)
{
    EXPECT_EQ(utf8("\xc3\xa9\xf0\x9f\x98\x80\x7f"), "\"\xc3\xa9\xf0\x9f\x98\x80\x7f\"");
    EXPECT_EQ(utf8("\n\x1f"), R"("\n\u001f")");
    EXPECT_EQ(utf8("\xed\xa0\xbd"), R"("\ud83d")") << "UTF-8 has no form for it";
}

TEST(JsonString, DoesNotWriteWhatIsNotUtf8)
{
    for (const char* text : {"\xff", "a\xc3", "\xe2\x82", "\xc0\x80"})
        EXPECT_THROW(ascii(text), std::invalid_argument);
    try {
        ascii("\xff");
    } catch (const std::invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("use costrel::Bytes"), std::string::npos);
    }
}

} // namespace
