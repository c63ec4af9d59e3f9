#include "http/grammar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

TEST(Grammar, FindsAControlCharacterAtEveryPlace)
{
    for (std::size_t size = 0; size < 40; ++size) {
        const std::string clean(size, '~');
        EXPECT_FALSE(has_control(clean)) << size;
        for (std::size_t place = 0; place < size; ++place) {
            for (int byte = 0; byte < 256; ++byte) {
                std::string text = clean;
                text[place] = static_cast<char>(byte);
                const bool expected = (byte < 0x20 && byte != '\t') || byte == 0x7F;
                ASSERT_EQ(has_control(text), expected) << size << " " << place << " " << byte;
            }
        }
    }
}

TEST(Grammar, FindsAControlCharacterBesideWhatOnlyLooksLikeOne)
{
    for (const char* text :
         {"\t\t\t\t\t\t\t\t", "\xFF\xFF\x80\x80\x9F\xFF\x80\xFF", "\t\xFF       "}) {
        EXPECT_FALSE(has_control(text));
        EXPECT_TRUE(has_control(std::string(text) + "\x01"));
        EXPECT_TRUE(has_control("\x7F" + std::string(text)));
    }
}

TEST(Grammar, KnowsTheCharactersOfATokenAsRfc9110Does)
{
    const std::string_view delimiters = "\"(),/:;<=>?@[\\]{}";
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const bool expected =
            byte > 0x20 && byte < 0x7F && delimiters.find(c) == std::string_view::npos;
        EXPECT_EQ(is_tchar(c), expected) << byte;
    }
    EXPECT_FALSE(is_token(""));
    EXPECT_TRUE(is_token("a"));
    EXPECT_FALSE(is_token("a b"));
}

TEST(Grammar, ReadsAListWithoutItsEmptyElements)
{
    const auto elements = [](std::string_view list) {
        std::vector<std::string> found;
        for_each_element(list, [&](std::string_view element) { found.emplace_back(element); });
        return found;
    };
    EXPECT_THAT(elements("a, b\t,c"), testing::ElementsAre("a", "b", "c"));
    EXPECT_THAT(elements(",, a ,, "), testing::ElementsAre("a"));
    EXPECT_THAT(elements(""), testing::IsEmpty());
    EXPECT_THAT(elements(","), testing::IsEmpty());
}

TEST(Grammar, ComparesWithoutAsciiCaseOnly)
{
    EXPECT_TRUE(equal_ignoring_case("Content-Length", "cONTENT-lENGTH"));
    EXPECT_FALSE(equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_case("@", "`")); // they differ in the bit that cases differ in
    EXPECT_FALSE(equal_ignoring_case("\xC3\x84", "\xC3\xA4"));
}

} // namespace
} // namespace costrel::inline v1::http
