#include "encoding/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::encoding {
namespace {

std::string encode(std::uint32_t code_point)
{
    const auto byte = [](std::uint32_t bits) { return static_cast<char>(bits); };
    if (code_point < 0x80)
        return {byte(code_point)};
    if (code_point < 0x800)
        return {byte(0xC0 | code_point >> 6), byte(0x80 | (code_point & 0x3F))};
    if (code_point < 0x10000)
        return {byte(0xE0 | code_point >> 12), byte(0x80 | (code_point >> 6 & 0x3F)),
                byte(0x80 | (code_point & 0x3F))};
    return {byte(0xF0 | code_point >> 18), byte(0x80 | (code_point >> 12 & 0x3F)),
            byte(0x80 | (code_point >> 6 & 0x3F)), byte(0x80 | (code_point & 0x3F))};
}

TEST(Utf8, HoldsEveryCodePointButSurrogates)
{
    for (std::uint32_t code_point = 0; code_point < 0x110100; ++code_point) {
        const bool expected = code_point < 0xD800 || (code_point > 0xDFFF && code_point < 0x110000);
        ASSERT_EQ(is_utf8(encode(code_point)), expected) << code_point;
    }
}

TEST(Utf8, HasNoSecondSpellingOfACharacter)
{
    for (const char* text :
         {"\xC0\xAF", "\xC1\xBF", "\xE0\x80\xAF", "\xE0\x9F\xBF", "\xF0\x80\x80\xAF",
          "\xF0\x8F\xBF\xBF", "\xF5\x80\x80\x80", "\xFE", "\xFF", "\x80"})
        EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
}

TEST(Utf8, FindsAMistakeAnywhere)
{
    EXPECT_TRUE(is_utf8(""));
    EXPECT_TRUE(is_utf8("abc\u00E9\U0001F600abc"));
    EXPECT_FALSE(is_utf8("abc\u00E9\xE2\x82"));
    EXPECT_FALSE(is_utf8("\xFF"
                         "abc"));
}

TEST(Utf8, TellsHowManyBytesAMistakeTakes)
{
    EXPECT_EQ(first_utf8_piece("\xE2\x82x").size, 2U);
    EXPECT_EQ(first_utf8_piece("\xF0\x9F\x98").size, 3U);
    EXPECT_EQ(first_utf8_piece("\xED\xA0\x80").size, 1U);
    EXPECT_EQ(first_utf8_piece("\xC0\xAF").size, 1U);
}

} // namespace
} // namespace costrel::inline v1::encoding
