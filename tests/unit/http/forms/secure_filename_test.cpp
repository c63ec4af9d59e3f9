#include <costrel/secure_filename.hpp>

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1 {
namespace {

// What Werkzeug gives. tests/differential/files.py compares every character of Unicode.

TEST(SecureFilename, HasNoPathLeft)
{
    EXPECT_EQ(secure_filename("My cool movie.mov"), "My_cool_movie.mov");
    EXPECT_EQ(secure_filename("../../../etc/passwd"), "etc_passwd");
    EXPECT_EQ(secure_filename("/etc/passwd"), "etc_passwd");
    EXPECT_EQ(secure_filename("..\\..\\x"), "x");
    EXPECT_EQ(secure_filename("C:\\dir\\x.txt"), "Cdirx.txt");
    EXPECT_EQ(secure_filename("\u2100/\uFF0E\uFF0E/\uFF0Fx"), "a_c_.._x");
}

TEST(SecureFilename, KeepsNothingButAFewCharactersOfAscii)
{
    EXPECT_EQ(secure_filename(std::string("a\0b\r\nc\x7F\"';|&$`*?<>d", 19)), "ab_cd");
    EXPECT_EQ(secure_filename("\u00DCbung \u00E9\u0301 \uFB01n\u00DF \u65E5\u672C.txt"),
              "Ubung_e_fin_.txt");
    EXPECT_EQ(secure_filename("a \u203C b"), "a__b"); // it decomposes to "!!"
    EXPECT_EQ(secure_filename("a\xFF\xC3z"), "az");
}

TEST(SecureFilename, NeitherBeginsNorEndsWithDotsOrUnderscores)
{
    EXPECT_EQ(secure_filename(".bashrc"), "bashrc");
    EXPECT_EQ(secure_filename("._a_."), "a");
    EXPECT_EQ(secure_filename("-rf"), "-rf");
}

TEST(SecureFilename, CanBeEmpty)
{
    for (const char* name : {"", ".", "..", "/", " ", "../..", "\u65E5\u672C", "___"})
        EXPECT_EQ(secure_filename(name), "") << name;
}

TEST(SecureFilename, KeepsNamesThatOnlyWindowsReserves)
{
    EXPECT_EQ(secure_filename("CON"), "CON"); // Werkzeug changes them on Windows only
    EXPECT_EQ(secure_filename("nul.txt"), "nul.txt");
}

TEST(SecureFilename, IsNeverCut)
{
    EXPECT_EQ(secure_filename(std::string(10'000, 'a')).size(), 10'000U);
}

} // namespace
} // namespace costrel::inline v1
