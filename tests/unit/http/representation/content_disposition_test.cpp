#include "http/representation/ascii_name.hpp"
#include "http/representation/content_disposition.hpp"

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::http {
namespace {

std::string inline_(std::string_view name)
{
    return content_disposition(Disposition::inline_, name);
}

// All values but those of the last two tests are Werkzeug's.

TEST(ContentDisposition, OfANameThatIsATokenIsBare)
{
    EXPECT_EQ(inline_("style.css"), "inline; filename=style.css");
    EXPECT_EQ(content_disposition(Disposition::attachment, "x.bin"), "attachment; filename=x.bin");
}

TEST(ContentDisposition, QuotesOtherNames)
{
    EXPECT_EQ(inline_("a b;\"q\".txt"), R"(inline; filename="a b;\"q\".txt")");
    EXPECT_EQ(inline_("a\"b\\c.txt"), R"(inline; filename="a\"b\\c.txt")");
    EXPECT_EQ(inline_("../x;y"), R"(inline; filename="../x;y")");
    EXPECT_EQ(inline_(""), R"(inline; filename="")");
}

TEST(ContentDisposition, SendsANameBeyondAsciiTwice)
{
    EXPECT_EQ(inline_("Jörg ☃.txt"),
              R"(inline; filename="Jorg .txt"; filename*=UTF-8''J%C3%B6rg%20%E2%98%83.txt)");
    EXPECT_EQ(inline_("½ĳ.txt"), "inline; filename=12ij.txt; filename*=UTF-8''%C2%BD%C4%B3.txt");
    EXPECT_EQ(inline_("名"), R"(inline; filename=""; filename*=UTF-8''%E5%90%8D)");
    EXPECT_EQ(inline_("ä'(1)*.txt"),
              R"(inline; filename="a'(1)*.txt"; filename*=UTF-8''%C3%A4%27%281%29%2A.txt)");
}

TEST(ContentDisposition, HasNoControlCharacters)
{
    EXPECT_EQ(inline_("a\r\nSet-Cookie: b"), R"(inline; filename="a__Set-Cookie: b")");
    EXPECT_EQ(inline_(std::string_view("a\0\x7f\t", 4)), "inline; filename=a___");
    EXPECT_EQ(inline_("ä\n"), "inline; filename=a_; filename*=UTF-8''%C3%A4_");
}

TEST(ContentDisposition, OfBytesThatAreNotUtf8HasReplacements)
{
    EXPECT_EQ(inline_("a\xff.txt"), "inline; filename=a.txt; filename*=UTF-8''a%EF%BF%BD.txt");
}

TEST(AsciiName, TakesAccentsOff)
{
    EXPECT_EQ(ascii_name("plain.txt"), "plain.txt");
    EXPECT_EQ(ascii_name("ÀÿŁžſƉǄǖȟ"), "AyzsDZuh");
    EXPECT_EQ(ascii_name("Việt Ẁỹ"), "Viet Wy");
    EXPECT_EQ(ascii_name("ＡＢ～"), "AB~");
    EXPECT_EQ(ascii_name("ß€日本\u00a0x"), " x");
    EXPECT_EQ(ascii_name("a\xffz"), "az");
}

} // namespace
} // namespace costrel::inline v1::http
