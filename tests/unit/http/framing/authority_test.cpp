#include "http/framing/authority.hpp"

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::http {
namespace {

TEST(Authority, IsNoLongerThanANameCanBe)
{
    EXPECT_TRUE(is_authority(std::string(255, 'a') + ":65535"));
    EXPECT_FALSE(is_authority(std::string(256, 'a') + ":65535"));
    EXPECT_FALSE(is_authority(std::string(10'000, 'a')));
    EXPECT_FALSE(is_authority("a:" + std::string(10'000, '0')));
}

TEST(Authority, IsAHostAndPerhapsAPort)
{
    for (const char* text : {"a",
                             "localhost:5000",
                             "EXAMPLE.org",
                             "example.org.",
                             "xn--9ca.example",
                             "my_service:80",
                             "127.0.0.1:65535",
                             "a:",
                             "a:00080",
                             "1",
                             "[::1]",
                             "[::1]:80",
                             "[::]",
                             "[1::]",
                             "[1:2:3:4:5:6:7:8]",
                             "[2001:db8::1]",
                             "[1:2:3:4:5:6:7::]",
                             "[::2:3:4:5:6:7:8]",
                             "[::ffff:192.0.2.1]",
                             "[1:2:3:4:5:6:1.2.3.4]",
                             "[fe80::ABCD]:1"})
        EXPECT_TRUE(is_authority(text)) << text;
}

TEST(Authority, IsNothingElse)
{
    using namespace std::string_literals;
    for (const std::string& text : {""s,
                                    ":80"s,
                                    "a:b"s,
                                    "a:65536"s,
                                    "a:80:90"s,
                                    "a:-1"s,
                                    "a:+1"s,
                                    "a:99999999999999999999"s,
                                    "a b"s,
                                    "a/b"s,
                                    "a?b"s,
                                    "a#b"s,
                                    "a\\b"s,
                                    "u@a"s,
                                    "a,b"s,
                                    "a\"b"s,
                                    "<a>"s,
                                    "a%41"s,
                                    "a\0b"s,
                                    "a\xC3\xA9"s,
                                    "*"s,
                                    "["s,
                                    "[]"s,
                                    "[::1"s,
                                    "::1"s,
                                    "[::1]80"s,
                                    "[::1]]"s,
                                    "[:]"s,
                                    "[:::]"s,
                                    "[1]"s,
                                    "[1:2]"s,
                                    "[::1::]"s,
                                    "[1:2:3:4:5:6:7:8:9]"s,
                                    "[1:2:3:4:5:6:7:8::]"s,
                                    "[12345::]"s,
                                    "[g::]"s,
                                    "[1:2:3:4:5:6:7:]"s,
                                    "[:1:2:3:4:5:6:7]"s,
                                    "[::1.2.3]"s,
                                    "[::1.2.3.256]"s,
                                    "[::1.2.3.4.5]"s,
                                    "[::1.2.3.]"s,
                                    "[1.2.3.4]"s,
                                    "[::1.2.3.4:1]"s,
                                    "[1:2:3:4:5:6:7:1.2.3.4]"s,
                                    "[::1%25eth0]"s,
                                    "[v1.x]"s,
                                    "[::0001.2.3.4]"s})
        EXPECT_FALSE(is_authority(text)) << text;
}

} // namespace
} // namespace costrel::inline v1::http
