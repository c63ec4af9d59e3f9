#include "session/cache_fields.hpp"

#include <gtest/gtest.h>

namespace {

using costrel::session::not_shared;
using costrel::session::varying_on_cookie;

TEST(VaryingOnCookie, AddsCookieToWhatIsThere)
{
    EXPECT_EQ(varying_on_cookie(""), "Cookie");
    EXPECT_EQ(varying_on_cookie("Accept-Encoding"), "Accept-Encoding, Cookie");
    EXPECT_EQ(varying_on_cookie("*"), "*, Cookie"); // as Werkzeug does
    EXPECT_EQ(varying_on_cookie("X-Cookie, Cookies"), "X-Cookie, Cookies, Cookie");
}

TEST(VaryingOnCookie, AddsItOnce)
{
    for (const char* vary : {"Cookie", "cookie", "Accept-Encoding, COOKIE", "Cookie ,Accept"})
        EXPECT_EQ(varying_on_cookie(vary), vary);
}

TEST(NotShared, AddsPrivate)
{
    EXPECT_EQ(not_shared(""), "private");
    EXPECT_EQ(not_shared("max-age=60"), "max-age=60, private");
    EXPECT_EQ(not_shared("no-cache"), "no-cache, private");
}

TEST(NotShared, TakesOutWhatOpensTheAnswerToSharedCaches)
{
    EXPECT_EQ(not_shared("public, max-age=60, s-maxage=9"), "max-age=60, private");
    EXPECT_EQ(not_shared("PUBLIC,S-MaxAge = 9"), "private");
}

TEST(NotShared, LeavesWhatKeepsSharedCachesOutAlready)
{
    for (const char* closed : {"private", "Private", "no-store", "no-cache, no-store, max-age=0"})
        EXPECT_EQ(not_shared(closed), closed);
}

TEST(NotShared, PrivateForSomeFieldsIsNotEnough)
{
    EXPECT_EQ(not_shared("private=\"X-Me\""), "private=\"X-Me\", private");
}

} // namespace
