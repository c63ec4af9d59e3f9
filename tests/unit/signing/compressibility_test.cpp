#include "signing/compressibility.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <set>
#include <string>

namespace {

using costrel::signing::is_surely_incompressible;

// What zlib.compress() of Python gives.
std::size_t deflated_size(const std::string& text)
{
    std::string out(compressBound(text.size()), '\0');
    uLongf size = out.size();
    compress(reinterpret_cast<Bytef*>(out.data()), &size,
             reinterpret_cast<const Bytef*>(text.data()), text.size());
    return size;
}

// A random text of characters of `alphabet` in which no three stand twice.
std::string without_repeats(const std::string& alphabet, std::size_t size, std::mt19937& random)
{
    std::string text;
    std::set<std::string> seen;
    for (int tries = 0; text.size() < size && tries < 1000; ++tries) {
        text += alphabet[random() % alphabet.size()];
        if (text.size() >= 3 && !seen.insert(text.substr(text.size() - 3)).second)
            text.pop_back();
    }
    return text;
}

TEST(Compressibility, SmallSessionsAreSurelyIncompressible)
{
    for (const char* json :
         {"{}", R"({"a":1})", R"({"username":"admin"})", R"({"_permanent":true,"user_id":4711})"})
        EXPECT_TRUE(is_surely_incompressible(json)) << json;
}

TEST(Compressibility, TextsThatZlibMakesSmallerAreNot)
{
    for (const std::string& text :
         {std::string(13, 'a'), std::string(R"({"x":"abcabcabcabcabcabcabc"})"),
          std::string(R"({"csrf_token":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"})") +
              std::string(40, 'x')}) {
        ASSERT_LT(deflated_size(text), text.size() - 1);
        EXPECT_FALSE(is_surely_incompressible(text)) << text;
    }
}

TEST(Compressibility, IsNeverWrongAboutShortTexts)
{
    std::mt19937 random(2);
    int sure = 0;
    for (int i = 0; i < 40'000; ++i) {
        const std::size_t size = 3 + random() % 22;
        const auto alphabet = 1 + random() % 30;
        std::string text;
        while (text.size() < size) {
            if (text.size() >= 3 && random() % 3 == 0) // again what was there
                text += text.substr(random() % (text.size() - 2), 3 + random() % 12);
            else
                text += static_cast<char>(' ' + random() % alphabet * (1 + random() % 3));
        }
        text.resize(size);
        if (!is_surely_incompressible(text))
            continue;
        ++sure;
        ASSERT_GE(deflated_size(text) + 1, text.size()) << text;
    }
    EXPECT_GT(sure, 10'000);
}

TEST(Compressibility, IsNeverWrongAboutTextsWithoutRepeats)
{
    std::mt19937 random(1);
    const std::string printable = [] {
        std::string all;
        for (char c = 0x20; c < 0x7f; ++c)
            all += c;
        return all;
    }();
    std::size_t certain = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string alphabet;
        const std::size_t start = random() % printable.size();
        const std::size_t step = 1 + random() % 3; // neighbours, or not
        for (std::size_t k = 1 + random() % 24; k > 0; --k)
            alphabet += printable[(start + k * step) % printable.size()];
        const std::string text = without_repeats(alphabet, random() % 66, random);
        if (!is_surely_incompressible(text))
            continue;
        ++certain;
        ASSERT_GT(deflated_size(text) + 2, text.size()) << text;
    }
    EXPECT_GT(certain, 7'000U);
}

TEST(Compressibility, SomeTextsWithoutRepeatsAreCompressible)
{
    // Otherwise the test above would not come near the limit.
    std::mt19937 random(2);
    const std::string text = without_repeats("abcd", 60, random);
    EXPECT_LE(deflated_size(text) + 2, text.size());
    EXPECT_FALSE(is_surely_incompressible(text));
}

TEST(Compressibility, NothingIsSureBeyondPrintableAscii)
{
    EXPECT_FALSE(is_surely_incompressible("Zo\xc3\xab"));
    EXPECT_FALSE(is_surely_incompressible(std::string("ab\0c", 4)));
    EXPECT_FALSE(is_surely_incompressible("abc\x7f"));
}

} // namespace
