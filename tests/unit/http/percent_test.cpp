#include "http/percent.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace costrel::inline v1::http {
namespace {

using namespace std::string_literals;

std::optional<std::string> path(std::string_view text)
{
    std::string decoded = "what was there before";
    if (!decode_path(text, decoded))
        return std::nullopt;
    return decoded;
}

TEST(DecodePath, ReadsPercentSigns)
{
    EXPECT_EQ(path("/user/J%C3%B6rg"), "/user/J\u00F6rg");
    EXPECT_EQ(path("/a%2fb+c"), "/a/b+c");
    EXPECT_EQ(path("/%2525"), "/%25");
    EXPECT_EQ(path("/plain"), "/plain");
    EXPECT_EQ(path(""), "");
}

TEST(DecodePath, LeavesBadPercentSignsAsTheyAre)
{
    for (const char* text : {"/%", "/%4", "/%zz", "/%u0041", "/%4z", "/%%", "/% 41"})
        EXPECT_EQ(path(text), text);
    EXPECT_EQ(path("/%%41"), "/%A");
    EXPECT_EQ(path(std::string_view("/%41").substr(0, 3)), "/%4");
}

TEST(DecodePath, RefusesANul)
{
    EXPECT_EQ(path("/a%00b"), std::nullopt);
    EXPECT_EQ(path("/a\0b"s), std::nullopt);
    EXPECT_EQ(path("/a%2500b"), "/a%00b");
}

// The right-hand sides are what bytes.decode(errors="replace") of Python 3.11 gives.
TEST(DecodePath, ReplacesWhatIsNotUtf8AsPythonDoes)
{
    EXPECT_EQ(path("/%ff"), "/\uFFFD");
    EXPECT_EQ(path("/%c0%af"), "/\uFFFD\uFFFD");
    EXPECT_EQ(path("/%e2%82x"), "/\uFFFDx");
    EXPECT_EQ(path("/%f0%9f%98"), "/\uFFFD");
    EXPECT_EQ(path("/%ed%a0%80"), "/\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(path("/%f4%90%80%80"), "/\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(path("/%e0%80%80"), "/\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(path("/%f0%9f%98%80"), "/\U0001F600");
    EXPECT_EQ(path("/%c3%c3%a9"), "/\uFFFD\u00E9");
}

TEST(DecodeFormText, ReadsPlusAndPercent)
{
    EXPECT_EQ(decode_form_text("a+b%2Bc%20d"), "a b+c d");
    EXPECT_EQ(decode_form_text("%C3%A9\u00E9"), "\u00E9\u00E9");
    EXPECT_EQ(decode_form_text("%zz%4%"), "%zz%4%");
    EXPECT_EQ(decode_form_text("a%00b"), "a\0b"s);
}

TEST(DecodeFormText, LeavesBytesThatAreNotUtf8Encoded)
{
    EXPECT_EQ(decode_form_text("%ff"), "%FF");
    EXPECT_EQ(decode_form_text("a%c3"), "a%C3");
    EXPECT_EQ(decode_form_text("%ed%a0%80"), "%ED%A0%80");
    EXPECT_EQ(decode_form_text("%c3\u00E9"), "%C3\u00E9");
}

std::string encoded(void (*append)(std::string&, std::string_view), std::string_view text)
{
    std::string out = ">";
    append(out, text);
    return out.substr(1);
}

constexpr std::string_view printable = " !\"#$%&'()*+,-./0:;<=>?@A[\\]^_`a{|}~";

// What Werkzeug gives for the same text.
TEST(AppendPath, KeepsWhatUrlForKeeps)
{
    EXPECT_EQ(encoded(append_path, printable),
              "%20!%22%23$%25&'()*+,-./0:;%3C=%3E%3F@A%5B%5C%5D%5E_%60a%7B%7C%7D~");
    EXPECT_EQ(encoded(append_path, "J\u00F6rg\n"), "J%C3%B6rg%0A");
}

TEST(AppendQuery, KeepsWhatUrlForKeeps)
{
    EXPECT_EQ(encoded(append_query, printable),
              "+!%22%23$%25%26'()*%2B,-./0:;%3C%3D%3E?@A%5B%5C%5D%5E_%60a%7B%7C%7D~");
}

TEST(AppendFragment, KeepsWhatUrlForKeeps)
{
    EXPECT_EQ(encoded(append_fragment, printable),
              "%20!%22#$%&'()*+,-./0:;%3C=%3E?@A%5B%5C%5D%5E_%60a%7B%7C%7D~");
}

} // namespace
} // namespace costrel::inline v1::http
