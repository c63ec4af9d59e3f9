#include "encoding/utf8.hpp"

#include <gtest/gtest.h>

namespace {

using namespace costrel::encoding;

std::string replaced(std::string_view bytes)
{
    std::string out;
    append_utf8_with_replacement(out, bytes);
    return out;
}

TEST(Utf8, ReadsBackEveryCharacter)
{
    for (char32_t c = 0; c <= 0x10ffff; ++c) {
        std::string bytes;
        append_utf8(bytes, c);
        const CodePoint read = decode_utf8(bytes + "x", Surrogates::taken);
        ASSERT_EQ(read.value, c);
        ASSERT_EQ(read.size, bytes.size());
        const bool surrogate = c >= 0xd800 && c <= 0xdfff;
        ASSERT_EQ(decode_utf8(bytes, Surrogates::malformed).size, surrogate ? 0U : bytes.size());
    }
}

TEST(Utf8, RefusesMalformedBytes)
{
    for (const char* bytes :
         {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",
          "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
          "\xc3", "\xc3(", "\xe2\x82", "\xe2\x82(", "\xf0\x9f\x98", "\xf0\x9f\x98("})
        EXPECT_EQ(decode_utf8(bytes, Surrogates::taken).size, 0U) << testing::PrintToString(bytes);
}

// Each expectation is what CPython 3.11 gives for bytes.decode(errors="replace").
TEST(Utf8Replacement, ReplacesEachMalformedPartOnce)
{
    const std::string r = "\xef\xbf\xbd";
    EXPECT_EQ(replaced("a\xc3\xa9z"), "a\xc3\xa9z");
    EXPECT_EQ(replaced("\xe9"), r);
    EXPECT_EQ(replaced("\xe2\x82"), r);
    EXPECT_EQ(replaced("\xe2\x82(x"), r + "(x");
    EXPECT_EQ(replaced("\xf0\x9f\x98x"), r + "x");
    EXPECT_EQ(replaced("\xf0\x9fx"), r + "x");
    EXPECT_EQ(replaced("\xc0\x80"), r + r);
    EXPECT_EQ(replaced("\xed\xa0\x80"), r + r + r);
    EXPECT_EQ(replaced("\xe0\x80\x80"), r + r + r);
    EXPECT_EQ(replaced("\xf4\x90\x80\x80"), r + r + r + r);
    EXPECT_EQ(replaced("\xf5\x80\xff"), r + r + r);
    EXPECT_EQ(replaced("\xc3\xc3\xa9"), r + "\xc3\xa9");
}

} // namespace
