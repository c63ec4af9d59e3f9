#include <costrel/utf8.hpp>

#include <gtest/gtest.h>

namespace {

using costrel::to_utf8;

TEST(ToUtf8, LeavesUtf8AsItIs)
{
    for (const char* text : {"", "admin", "Zo\xc3\xab", "\xf0\x9f\x98\x80"})
        EXPECT_EQ(to_utf8(text), text);
}

TEST(ToUtf8, ReplacesWhatIsNotUtf8AsPythonDoes)
{
    EXPECT_EQ(to_utf8("a\xff"
                      "b"),
              "a\xef\xbf\xbd"
              "b");
    EXPECT_EQ(to_utf8("\xe2\x82"), "\xef\xbf\xbd");                             // one cut short
    EXPECT_EQ(to_utf8("\xc0\x80"), "\xef\xbf\xbd\xef\xbf\xbd");                 // overlong
    EXPECT_EQ(to_utf8("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"); // a surrogate
}

} // namespace
