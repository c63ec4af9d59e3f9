#include "app/cookie_jar.hpp"

#include <gtest/gtest.h>

namespace {

using costrel::CookieJar;
using costrel::CookieTarget;
using namespace std::chrono_literals;

constexpr CookieJar::Time T(1'700'000'000s);
constexpr CookieTarget http{"example.com", "/", false};
constexpr CookieTarget https{"example.com", "/", true};

// What is sent to `to` after an answer from `from` had that Set-Cookie.
std::string sent(std::string_view set_cookie, CookieTarget from, CookieTarget to,
                 std::chrono::seconds later = 0s)
{
    CookieJar jar;
    jar.store(set_cookie, from, T);
    return jar.header(to, T + later);
}

TEST(CookieJar, SendsBackWhatItGot)
{
    EXPECT_EQ(sent("a=b", http, http), "a=b");
    EXPECT_EQ(sent(" a = b ; HttpOnly", http, http), "a=b");
    EXPECT_EQ(sent("a=\"b c\"", http, http), "a=\"b c\"");
    EXPECT_EQ(sent("=b", http, http), "b");
    EXPECT_EQ(sent("", http, http), "");
}

TEST(CookieJar, GoesOnlyToItsVeryHostWithoutADomain)
{
    EXPECT_EQ(sent("a=b", http, {"www.example.com", "/", false}), "");
    EXPECT_EQ(sent("a=b", http, {"EXAMPLE.com", "/", false}), "a=b");
}

TEST(CookieJar, GoesToHostsBelowItsDomain)
{
    EXPECT_EQ(sent("a=b; Domain=example.com", http, {"www.example.com", "/", false}), "a=b");
    EXPECT_EQ(sent("a=b; Domain=.example.com", http, {"www.example.com", "/", false}), "a=b");
    EXPECT_EQ(sent("a=b; Domain=example.com", http, {"notexample.com", "/", false}), "");
    EXPECT_EQ(sent("a=b; Domain=other.com", http, {"other.com", "/", false}), "");
    EXPECT_EQ(sent("a=b; Domain=1", {"127.0.0.1", "/", false}, {"127.0.0.1", "/", false}), "");
}

TEST(CookieJar, GoesToPathsBelowItsOwn)
{
    EXPECT_EQ(sent("a=b; Path=/p", http, {"example.com", "/p", false}), "a=b");
    EXPECT_EQ(sent("a=b; Path=/p", http, {"example.com", "/p/q", false}), "a=b");
    EXPECT_EQ(sent("a=b; Path=/p", http, {"example.com", "/pq", false}), "");
    EXPECT_EQ(sent("a=b; Path=/p", http, http), "");
    EXPECT_EQ(sent("a=b", {"example.com", "/p/q", false}, {"example.com", "/p/r", false}), "a=b");
    EXPECT_EQ(sent("a=b", {"example.com", "/p/q", false}, http), "");
}

TEST(CookieJar, KeepsSecureCookiesFromPlainConnections)
{
    EXPECT_EQ(sent("a=b; Secure", https, http), "");
    EXPECT_EQ(sent("a=b; Secure", https, https), "a=b");
    EXPECT_EQ(sent("a=b; Secure", http, https), "");
}

TEST(CookieJar, ForgetsWhatHasExpired)
{
    EXPECT_EQ(sent("a=b; Max-Age=10", http, http, 9s), "a=b");
    EXPECT_EQ(sent("a=b; Max-Age=10", http, http, 10s), "");
    EXPECT_EQ(sent("a=b; Max-Age=0", http, http), "");
    EXPECT_EQ(sent("a=b; Max-Age=x", http, http), "a=b");
    EXPECT_EQ(sent("a=b; Max-Age=99999999999999999999", http, http, std::chrono::days(399)), "a=b");
    EXPECT_EQ(sent("a=b; Expires=Tue, 14 Nov 2023 22:13:30 GMT", http, http, 9s), "a=b");
    EXPECT_EQ(sent("a=b; Expires=Tue, 14 Nov 2023 22:13:30 GMT", http, http, 10s), "");
    EXPECT_EQ(sent("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=10", http, http), "a=b");
}

TEST(CookieJar, HoldsAPrefixToItsPromise)
{
    EXPECT_EQ(sent("__Secure-a=b; Secure", https, https), "__Secure-a=b");
    EXPECT_EQ(sent("__Secure-a=b", https, https), "");
    EXPECT_EQ(sent("__Host-a=b; Secure; Path=/", https, https), "__Host-a=b");
    EXPECT_EQ(sent("__Host-a=b; Secure", https, https), "");
    EXPECT_EQ(sent("__Host-a=b; Secure; Path=/p", https, {"example.com", "/p", true}), "");
    EXPECT_EQ(sent("__Host-a=b; Secure; Path=/; Domain=example.com", https, https), "");
    EXPECT_EQ(sent("__hOST-a=b; Path=/", https, https), "");
}

TEST(CookieJar, DropsACookieOfMoreThan4096Bytes)
{
    EXPECT_EQ(sent("a=" + std::string(4095, 'x'), http, http).size(), 4097U);
    EXPECT_EQ(sent("a=" + std::string(4096, 'x'), http, http), "");
}

TEST(CookieJar, ReplacesAndDeletes)
{
    CookieJar jar;
    jar.store("a=1", http, T);
    jar.store("b=2", http, T);
    jar.store("a=3", http, T);
    EXPECT_EQ(jar.header(http, T), "a=3; b=2"); // in the order in which they were first made
    EXPECT_EQ(jar.value("a", T), "3");
    jar.store("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0", http, T);
    EXPECT_EQ(jar.header(http, T), "b=2");
    jar.remove("b");
    EXPECT_EQ(jar.header(http, T), "");
}

TEST(CookieJar, SendsLongerPathsFirst)
{
    CookieJar jar;
    jar.store("a=root; Path=/", http, T);
    jar.store("a=deep; Path=/p", http, T);
    EXPECT_EQ(jar.header({"example.com", "/p/q", false}, T), "a=deep; a=root");
}

} // namespace
