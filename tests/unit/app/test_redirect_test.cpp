#include "app/test_redirect.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace costrel::inline v1 {
namespace {

// From https://example.com:8443/a/b?c
std::string led_to(std::string_view location)
{
    const TestTarget to =
        redirected({.host = "example.com:8443", .secure = true, .path = "/a/b?c"}, location);
    return (to.secure ? "https://" : "http://") + to.host + to.path;
}

TEST(TestRedirect, LeadsWhereALocationSays)
{
    EXPECT_EQ(led_to("/x?y"), "https://example.com:8443/x?y");
    EXPECT_EQ(led_to("x"), "https://example.com:8443/a/x");
    EXPECT_EQ(led_to("?d"), "https://example.com:8443/a/b?d");
    EXPECT_EQ(led_to(""), "https://example.com:8443/a/b?c");
    EXPECT_EQ(led_to("#top"), "https://example.com:8443/a/b?c");
    EXPECT_EQ(led_to("/x#top"), "https://example.com:8443/x");
    EXPECT_EQ(led_to("http://other/x"), "http://other/x");
    EXPECT_EQ(led_to("https://other"), "https://other/");
    EXPECT_EQ(led_to("https://other?x"), "https://other/?x");
    EXPECT_EQ(led_to("//other:80/x"), "https://other:80/x");
    EXPECT_EQ(led_to("/x?next=http://other/"), "https://example.com:8443/x?next=http://other/");
}

TEST(TestRedirect, GoesToNoOtherScheme)
{
    EXPECT_THROW(led_to("ftp://other/x"), std::runtime_error);
}

TEST(TestRedirect, KeepsTheMethodOfWhatIsSafeAndWhereTheStatusSaysSo)
{
    for (const int status : {301, 302, 303}) {
        EXPECT_TRUE(keeps_method(status, "HEAD"));
        EXPECT_FALSE(keeps_method(status, "POST"));
        EXPECT_FALSE(keeps_method(status, "PUT"));
    }
    EXPECT_TRUE(keeps_method(307, "POST"));
    EXPECT_TRUE(keeps_method(308, "PUT"));
    EXPECT_FALSE(is_redirect(304));
}

} // namespace
} // namespace costrel::inline v1
