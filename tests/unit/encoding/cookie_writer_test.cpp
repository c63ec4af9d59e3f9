#include <costrel/cookie.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using namespace costrel;
using namespace std::chrono;
using std::string_literals::operator""s;

constexpr sys_seconds now(seconds(1700000000));

std::string path(std::string text)
{
    return dump_cookie("n", "v", {.path = std::move(text)});
}

std::string domain(std::string text)
{
    return dump_cookie("n", "v", {.path = std::nullopt, .domain = std::move(text)});
}

std::string value(std::string_view text)
{
    return dump_cookie("n", text, {.path = std::nullopt});
}

TEST(CookieWriter, WritesAttributesInWerkzeugsOrder)
{
    const CookieOptions options{.max_age = seconds(60),
                                .expires = now,
                                .path = "/p",
                                .domain = "example.com",
                                .secure = true,
                                .httponly = true,
                                .samesite = "strict",
                                .partitioned = true};
    EXPECT_EQ(dump_cookie("n", "v", options),
              "n=v; Domain=example.com; Expires=Tue, 14 Nov 2023 22:13:20 GMT; Max-Age=60; Secure; "
              "HttpOnly; Path=/p; SameSite=Strict; Partitioned");
    EXPECT_EQ(dump_cookie("n", "v"), "n=v; Path=/");
    EXPECT_EQ(dump_cookie("n", "v", {.path = std::nullopt}), "n=v");
}

TEST(CookieWriter, PartitionedIsSecure)
{
    EXPECT_EQ(dump_cookie("n", "v", {.partitioned = true}), "n=v; Secure; Path=/; Partitioned");
}

TEST(CookieWriter, ExpiresFollowsFromMaxAge)
{
    EXPECT_EQ(dump_cookie("n", "v", {.max_age = seconds(60)}, now),
              "n=v; Expires=Tue, 14 Nov 2023 22:14:20 GMT; Max-Age=60; Path=/");
    EXPECT_EQ(dump_cookie("n", "v", {.max_age = seconds(60), .sync_expires = false}, now),
              "n=v; Max-Age=60; Path=/");
    EXPECT_EQ(dump_cookie("n", "v", {.max_age = seconds::max()}, now),
              "n=v; Expires=Fri, 31 Dec 9999 23:59:59 GMT; Max-Age=9223372036854775807; Path=/");
    EXPECT_EQ(dump_cookie("n", "v", {.max_age = seconds::min()}, now),
              "n=v; Expires=Mon, 01 Jan 0001 00:00:00 GMT; Max-Age=-9223372036854775808; Path=/");
    EXPECT_THAT(dump_cookie("n", "v", {.max_age = seconds(60)}), testing::HasSubstr("; Expires="));
}

TEST(CookieWriter, QuotesAValueThatNeedsIt)
{
    EXPECT_EQ(value("_!#$%&'()*+-./:<=>?@[]^`{|}~aZ09"), "n=_!#$%&'()*+-./:<=>?@[]^`{|}~aZ09");
    EXPECT_EQ(value(""), "n=");
    EXPECT_EQ(value("a b"), "n=\"a b\"");
    EXPECT_EQ(value("\"\\"), R"(n="\"\\")");
    EXPECT_EQ(value(",;"), R"(n="\054\073")");
    EXPECT_EQ(value("\xc3\xa9\x7f"), R"(n="\303\251\177")");
    EXPECT_EQ(value("\0\r\n\x19\x1a"s), "n=\"\\000\\015\\012\\031\x1a\"");
}

TEST(CookieWriter, ReadsBackWhatItWrites)
{
    std::string bytes;
    for (int c = 0; c < 256; ++c)
        bytes += static_cast<char>(c);
    std::string buffer;
    EXPECT_EQ(find_cookie(value(bytes), "n", buffer), bytes);
}

TEST(CookieWriter, EncodesThePath)
{
    EXPECT_EQ(path("/\xc3\xa4 b;c\"d?e#f%20"), "n=v; Path=/%C3%A4%20b%3Bc%22d%3Fe%23f%20");
    EXPECT_EQ(path("/\r\nX: y"), "n=v; Path=/%0D%0AX:%20y") << "no line can be begun";
    EXPECT_EQ(path(""), "n=v; Path=");
}

TEST(CookieWriter, CutsPortAndDotsOffTheDomain)
{
    EXPECT_EQ(domain(".example.com:8080"), "n=v; Domain=example.com");
    EXPECT_EQ(domain("..a.b."), "n=v; Domain=a.b.");
    EXPECT_EQ(domain(""), "n=v; Domain=");
    EXPECT_EQ(domain(std::string(63, 'a')), "n=v; Domain=" + std::string(63, 'a'));
}

TEST(CookieWriter, RefusesADomainThatIsNone)
{
    for (const std::string& text : {"a..b"s, "a b"s, "a;b"s, "a\r\nb"s, "a\0b"s, "a/b"s,
                                    "m\xc3\xbcnchen.de"s, std::string(64, 'a'), "a.." + "b"s})
        EXPECT_THROW(domain(text), std::invalid_argument) << text;
    try {
        domain("m\xc3\xbcnchen.de");
    } catch (const std::invalid_argument& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("xn--"));
    }
}

TEST(CookieWriter, RefusesABadName)
{
    for (const std::string& name :
         {""s, "a=b"s, "a;b"s, "a b"s, "a\r"s, "a\n"s, "a\0"s, "a\t"s, "a,b"s, "a\"b"s, "\x7f"s})
        EXPECT_THROW(dump_cookie(name, "v"), std::invalid_argument) << name;
    EXPECT_EQ(dump_cookie("\xd0\xba", "v"), "\xd0\xba=v; Path=/") << "UTF-8, as Werkzeug sends it";
}

TEST(CookieWriter, KnowsThreeKindsOfSameSite)
{
    EXPECT_EQ(dump_cookie("n", "v", {.samesite = "LAX"}), "n=v; Path=/; SameSite=Lax");
    EXPECT_EQ(dump_cookie("n", "v", {.samesite = "none"}), "n=v; Path=/; SameSite=None");
    for (const char* text : {"", "x", "Lax; Domain=a", "La"})
        EXPECT_THROW(dump_cookie("n", "v", {.samesite = text}), std::invalid_argument);
}

TEST(CookieWriter, RefusesAMomentThatHasNoText)
{
    EXPECT_THROW(dump_cookie("n", "v", {.expires = sys_seconds::max()}), std::invalid_argument);
}

TEST(CookieWriter, DeletesWithTheSameAttributes)
{
    EXPECT_EQ(delete_cookie("session", {.path = "/p",
                                        .domain = "example.com",
                                        .secure = true,
                                        .httponly = true,
                                        .samesite = "Strict",
                                        .partitioned = true}),
              "session=; Domain=example.com; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; "
              "Secure; HttpOnly; Path=/p; SameSite=Strict; Partitioned");
}

TEST(CookieSizeWarning, ComesAboveTheLimit)
{
    const std::string header = "session=" + std::string(45, 'v') + "; HttpOnly; Path=/";
    EXPECT_EQ(header.size(), 71U);
    EXPECT_EQ(
        cookie_size_warning("session", header, 10),
        "The 'session' cookie is too large: the value was 45 bytes but the header required 26 "
        "extra bytes. The final size was 71 bytes but the limit is 10 bytes. Browsers may "
        "silently ignore cookies larger than this.");
    EXPECT_EQ(cookie_size_warning("session", header, 71), "");
    EXPECT_EQ(cookie_size_warning("session", header, 0), "");
    EXPECT_EQ(cookie_size_warning("session", header), "");
}

} // namespace
