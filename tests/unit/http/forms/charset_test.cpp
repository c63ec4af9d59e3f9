#include "http/forms/charset.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

TEST(Charset, HasFourNames)
{
    EXPECT_EQ(find_charset("UTF-8"), Charset::utf_8);
    EXPECT_EQ(find_charset("ascii"), Charset::ascii);
    EXPECT_EQ(find_charset("US-ASCII"), Charset::ascii);
    EXPECT_EQ(find_charset("ISO-8859-1"), Charset::iso_8859_1);
    for (const char* name : {"", "utf8", "utf-7", "utf-16", "latin1", "x-unknown"})
        EXPECT_FALSE(find_charset(name)) << name;
}

TEST(Charset, ReplacesWhatItDoesNotHave)
{
    EXPECT_EQ(decode("a\xC3\xA9\xFFz", Charset::utf_8), "a\u00E9\uFFFDz");
    EXPECT_EQ(decode("a\xC3\xA9z", Charset::ascii), "a\uFFFD\uFFFDz");
    EXPECT_EQ(decode("a\xC3\xA9z", Charset::iso_8859_1), "a\u00C3\u00A9z");
}

} // namespace
} // namespace costrel::inline v1::http
