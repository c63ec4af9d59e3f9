#include "encoding/base64.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace {

using namespace costrel::encoding;
using std::string_literals::operator""s;

std::string encoded(std::string_view bytes)
{
    std::string out;
    base64url_encode(out, bytes);
    return out;
}

// What a decoder makes of `text`; "bad" when it refuses.
template <bool (*decode)(std::string_view, std::string&)>
std::string read(std::string_view text)
{
    std::string out = "left over";
    if (!decode(text, out)) {
        EXPECT_EQ(out, "");
        return "bad";
    }
    return out;
}

constexpr auto canonical = read<base64url_decode_canonical>;
constexpr auto lenient = read<base64url_decode>;
constexpr auto standard = read<base64_decode>;

TEST(Base64, WritesTheUrlSafeAlphabetWithoutPadding)
{
    EXPECT_EQ(encoded(""), "");
    EXPECT_EQ(encoded("f"), "Zg");
    EXPECT_EQ(encoded("fo"), "Zm8");
    EXPECT_EQ(encoded("foo"), "Zm9v");
    EXPECT_EQ(encoded("foobar"), "Zm9vYmFy");
    EXPECT_EQ(encoded("\xfb\xff\xbf"), "-_-_");
}

// Digit by digit, as RFC 4648 says it.
std::string by_digits(std::string_view bytes, std::string_view alphabet)
{
    std::string out;
    for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 6) {
        unsigned digit = 0;
        for (std::size_t i = bit; i < bit + 6; ++i)
            digit = digit << 1 | (i / 8 < bytes.size()
                                      ? static_cast<unsigned char>(bytes[i / 8]) >> (7 - i % 8) & 1U
                                      : 0U);
        out += alphabet[digit];
    }
    return out;
}

TEST(Base64, WritesTheSameDigitsAtAnyPlaceOfAnyText)
{
    const std::string url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string plain = url;
    plain.replace(62, 2, "+/");
    std::string bytes;
    std::uint32_t state = 1;
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(encoded(bytes), by_digits(bytes, url));
        std::string standard;
        base64_encode(standard, bytes);
        EXPECT_EQ(standard.substr(0, standard.find('=')), by_digits(bytes, plain));
        state = state * 1'664'525 + 1'013'904'223;
        bytes += static_cast<char>(state >> 24);
    }
    // Each digit at each of a block's places.
    for (unsigned digit = 0; digit < 64; ++digit)
        for (std::size_t place = 0; place < 32; ++place) {
            std::string text(32, 'A');
            text[place] = url[digit];
            EXPECT_EQ(encoded(canonical(text)), text);
        }
}

TEST(Base64, AppendsToWhatIsThere)
{
    std::string out = "payload.";
    base64url_encode(out, "foo");
    base64_encode(out, "f");
    EXPECT_EQ(out, "payload.Zm9vZg==");
}

TEST(Base64, WritesTheStandardAlphabetWithPadding)
{
    std::string out;
    base64_encode(out, "\xfb\xff\xbf");
    base64_encode(out, "fo");
    EXPECT_EQ(out, "+/+/Zm8=");
}

TEST(Base64, SizeIsWhatIsWritten)
{
    for (std::size_t size = 0; size < 20; ++size)
        EXPECT_EQ(base64url_size(size), encoded(std::string(size, 'x')).size());
}

TEST(Base64, ReadsBackEveryLengthAndByte)
{
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        EXPECT_EQ(canonical(encoded(bytes)), bytes);
        EXPECT_EQ(lenient(encoded(bytes)), bytes);
        bytes.insert(bytes.begin(), static_cast<char>(i));
    }
}

TEST(Base64Canonical, RefusesEveryOtherSpelling)
{
    EXPECT_EQ(canonical("Zg"), "f");
    EXPECT_EQ(canonical("Zh"), "bad") << "unused bits are set";
    EXPECT_EQ(canonical("Zm8"), "fo");
    EXPECT_EQ(canonical("Zm9"), "bad") << "unused bits are set";
    EXPECT_EQ(canonical("Zg=="), "bad");
    EXPECT_EQ(canonical("Z"), "bad");
    EXPECT_EQ(canonical("Zm9vY"), "bad");
    EXPECT_EQ(canonical("+/+/"), "bad");
    EXPECT_EQ(canonical("Zm9v\n"), "bad");
    EXPECT_EQ(canonical("Zm\xc3v"), "bad");
    EXPECT_EQ(canonical("Zm9\0"s), "bad");
}

TEST(Base64Canonical, AcceptsOneLastCharacterOfFour)
{
    const std::string twenty_bytes(20, 'x');
    std::string text = encoded(twenty_bytes);
    int accepted = 0;
    for (int c = 0; c < 256; ++c) {
        text.back() = static_cast<char>(c);
        accepted += canonical(text) == twenty_bytes;
    }
    EXPECT_EQ(accepted, 1);
}

TEST(Base64Canonical, FillsABufferOfTheCaller)
{
    std::array<unsigned char, 3> buffer{};
    EXPECT_EQ(base64url_decode_canonical("Zm9v", buffer), 3U);
    EXPECT_EQ(buffer, (std::array<unsigned char, 3>{'f', 'o', 'o'}));
    EXPECT_EQ(base64url_decode_canonical("Zg", buffer), 1U);
    EXPECT_EQ(base64url_decode_canonical("", buffer), 0U);
    EXPECT_EQ(base64url_decode_canonical("", {}), 0U);
    EXPECT_EQ(base64url_decode_canonical("Zm9vYg", buffer), std::nullopt) << "four bytes";
    EXPECT_EQ(base64url_decode_canonical("Zm9!", buffer), std::nullopt);
}

TEST(Base64Canonical, WritesNothingBehindItsBytes)
{
    for (std::size_t size = 0; size < 40; ++size) {
        std::array<unsigned char, 48> buffer;
        buffer.fill(0xa5);
        const std::string text = encoded(std::string(size, 'x'));
        ASSERT_EQ(base64url_decode_canonical(text, std::span(buffer).first(size)), size);
        for (std::size_t i = 0; i < buffer.size(); ++i)
            ASSERT_EQ(buffer[i], i < size ? 'x' : 0xa5) << size << " bytes, at " << i;
    }
}

TEST(Base64Canonical, RefusesABadCharacterAtEachPlace)
{
    for (std::size_t size = 1; size < 40; ++size) {
        const std::string text = encoded(std::string(size, 'x'));
        for (std::size_t at = 0; at < text.size(); ++at) {
            std::string other = text;
            other[at] = '*';
            ASSERT_EQ(canonical(other), "bad") << other;
        }
    }
}

TEST(Base64Lenient, ReadsWhatItsdangerousReads)
{
    EXPECT_EQ(lenient(""), "");
    EXPECT_EQ(lenient("===="), "");
    EXPECT_EQ(lenient("Zg"), "f");
    EXPECT_EQ(lenient("Zh"), "f") << "unused bits do not count";
    EXPECT_EQ(lenient("Zg========="), "f");
    EXPECT_EQ(lenient("+/-_"), "\xfb\xff\xbf") << "both alphabets";
    EXPECT_EQ(lenient("Zm!!!!9v"), "foo") << "junk is skipped";
    EXPECT_EQ(lenient("Zg==Zm9v"), "f") << "complete padding ends the text";
    EXPECT_EQ(lenient("YWJj==YWJj"), "abcabc") << "padding between groups does not";
}

TEST(Base64Lenient, RefusesAnIncompleteGroup)
{
    EXPECT_EQ(lenient("a"), "bad");
    EXPECT_EQ(lenient("aaaaa"), "bad");
    EXPECT_EQ(lenient("Q=Q"), "bad");
    EXPECT_EQ(lenient("Zg!"), "bad") << "one junk character takes the place of a padding";
}

TEST(Base64Standard, NeedsPaddingAndSkipsTheUrlSafeAlphabet)
{
    EXPECT_EQ(standard("Zg=="), "f");
    EXPECT_EQ(standard("Zg"), "bad");
    EXPECT_EQ(standard("Zm9v"), "foo");
    EXPECT_EQ(standard("YW-_"), "bad");
    EXPECT_EQ(standard("!!!!"), "");
}

} // namespace
