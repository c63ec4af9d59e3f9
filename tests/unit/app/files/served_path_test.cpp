#include "app/files/served_path.hpp"

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1 {
namespace {

bool shown(std::string_view path)
{
    return is_served_path(path, false);
}

TEST(ServedPath, NamesAFileBelowAFolder)
{
    for (const char* path : {"style.css", "a/b/c.txt", "Jörg ☃.txt", "...", "a..b", "a b", "a:b",
                             "%2e%2e", "..;", "~a", "-rf"})
        EXPECT_TRUE(is_served_path(path, true)) << path;
    EXPECT_TRUE(shown("style.css"));
}

TEST(ServedPath, HasNoPartThatLeadsElsewhere)
{
    for (const char* path : {"", "/", "/etc/passwd", "..", "../x", "a/..", "a/../b", ".", "./a",
                             "a/.", "a//b", "a/", "//a"}) {
        EXPECT_FALSE(is_served_path(path, true)) << path;
        EXPECT_FALSE(shown(path)) << path;
    }
}

TEST(ServedPath, HasNoBackslashesAndControlCharacters)
{
    using namespace std::string_view_literals;
    for (const std::string_view path :
         {"..\\x"sv, "C:\\x"sv, "a\0b"sv, "a\nb"sv, "a\r"sv, "\x7f"sv, "\x1b[2J"sv})
        EXPECT_FALSE(is_served_path(path, true));
}

TEST(ServedPath, IsUtf8)
{
    for (const char* path :
         {"\xff", "a/\xc0\xae\xc0\xae/b", "\xed\xa0\x80", "\xf8\x88\x80\x80\x80"})
        EXPECT_FALSE(is_served_path(path, true));
}

TEST(ServedPath, HasPartsOf255BytesAtMost)
{
    const std::string longest(255, 'x');
    EXPECT_TRUE(shown(longest));
    EXPECT_TRUE(shown(longest + "/" + longest));
    EXPECT_FALSE(shown(longest + "x"));
    EXPECT_FALSE(shown("a/" + longest + "x"));
    std::string deep;
    for (int i = 0; i < 2048; ++i)
        deep += "a/";
    EXPECT_FALSE(shown(deep + "a"));
    EXPECT_TRUE(shown(deep.substr(0, 4093) + "a"));
}

TEST(ServedPath, HidesNamesOfHiddenFiles)
{
    for (const char* path : {".env", ".git/config", "a/.htpasswd", "...", "app.cpp~", "old~/a"}) {
        EXPECT_FALSE(shown(path)) << path;
        EXPECT_TRUE(is_served_path(path, true)) << path;
    }
}

} // namespace
} // namespace costrel::inline v1
