#include "http/forms/parameters.hpp"

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::http {
namespace {

std::string found(std::string_view field, std::string_view name)
{
    return find_parameter(field, name).value_or("(none)");
}
std::string filename(std::string_view parameters)
{
    return found("form-data; " + std::string(parameters), "filename");
}

TEST(Parameters, AreTokensOrQuotedStrings)
{
    constexpr auto field = R"(form-data; name=a; filename="b; c.txt";size=3)";
    EXPECT_EQ(found(field, "name"), "a");
    EXPECT_EQ(found(field, "filename"), "b; c.txt");
    EXPECT_EQ(found(field, "size"), "3");
    EXPECT_EQ(found(field, "form-data"), "(none)");
}

TEST(Parameters, HaveNamesInAnyCaseAndTheLastOfThemCounts)
{
    EXPECT_EQ(filename("FileName=a; FILENAME=b"), "b");
}

TEST(Parameters, QuoteWithABackslashOrAPercentSign)
{
    EXPECT_EQ(filename(R"(filename="a\"b\\c%22d\e\\\e")"), R"(a"b\c"de\e)");
    EXPECT_EQ(filename("filename=a%22b"), R"(a"b)");
    EXPECT_EQ(filename(R"(filename="a%20b%0D")"), "a%20b%0D"); // no other percent sign is read
    EXPECT_EQ(filename(R"(filename="C:\dir\file.txt")"), "C:dirfile.txt");
}

TEST(Parameters, CanBeEmptyOnlyInQuotes)
{
    EXPECT_EQ(filename(R"(filename="")"), "");
    EXPECT_EQ(filename("filename="), "(none)");
    EXPECT_EQ(filename("filename"), "(none)");
}

TEST(Parameters, ThatAreMalformedArePassedOver)
{
    EXPECT_EQ(filename(R"(filename = a; filename=b)"), "b");
    EXPECT_EQ(filename(R"("filename"=a)"), "(none)");
    EXPECT_EQ(filename("filename=\u00E9.txt"), "(none)");
    EXPECT_EQ(filename("filename=a b; ;;"), "a");
    EXPECT_EQ(filename(R"(filename="a"b; x)"), "a");
}

TEST(Parameters, BehindAQuoteThatHasNoEndAreNone)
{
    EXPECT_EQ(filename(R"(name="open; filename=a)"), "(none)");
    EXPECT_EQ(filename(R"(filename=a; name="open; filename=b)"), "a");
    EXPECT_EQ(filename(R"(filename="open\")"), "(none)");
}

TEST(Parameters, HaveSpacesAndTabsAloneBetweenThem)
{
    EXPECT_EQ(found(" \tform-data \t;\t filename=a \t", "filename"), "a");
    EXPECT_EQ(filename("\vfilename=a"), "(none)");
    EXPECT_EQ(filename("\u00A0filename=a"), "(none)");
    EXPECT_EQ(found("\u2003; filename=a", "filename"), "a") << "that is a value, if an odd one";
}

TEST(Parameters, NeedAValueBeforeThem)
{
    EXPECT_EQ(found("; name=a", "name"), "(none)");
    EXPECT_EQ(found("name=a", "name"), "(none)");
    EXPECT_EQ(found("", "name"), "(none)");
    EXPECT_EQ(found("form-data;", "name"), "(none)");
}

TEST(Parameters, CanBeInAnotherEncoding)
{
    EXPECT_EQ(filename("filename*=UTF-8''%e2%82%ac%20x"), "\u20AC x");
    EXPECT_EQ(filename("filename*=iso-8859-1'en'%E9"), "\u00E9");
    EXPECT_EQ(filename("filename*=us-ascii''%E9%41"), "\uFFFDA");
    EXPECT_EQ(filename("filename*=utf-8''%FF%41"), "\uFFFDA");
    EXPECT_EQ(filename("filename=a; filename*=UTF-8''b"), "b");
    EXPECT_EQ(filename("filename*=UTF-8''%2e%2e%2f"), "../");
}

TEST(Parameters, InAnUnknownEncodingKeepTheirPercentSigns)
{
    EXPECT_EQ(filename("filename*=utf-7''%41"), "%41");
    EXPECT_EQ(filename("filename*=%41"), "%41");
    EXPECT_EQ(filename("filename*=UTF-8''"), "UTF-8''");
}

TEST(Parameters, CanBeInPieces)
{
    EXPECT_EQ(filename(R"(filename*0=a; filename*1="b c")"), "ab c");
    EXPECT_EQ(filename("filename*0*=UTF-8''%C3%A9; filename*1*=%C3%A9; filename*2=%41"),
              "\u00E9\u00E9%41");
    EXPECT_EQ(filename("filename*1=a; filename*0=b"), "ab"); // in the order in which they come
}

TEST(Parameters, ArePiecesOrWholeWhicheverCameLast)
{
    EXPECT_EQ(filename("filename*0=a; filename=b; filename*1=c"), "c");
    EXPECT_EQ(filename("filename*0=a; filename*1=b; filename=c"), "c");
    EXPECT_EQ(filename("filename*0*=UTF-8''%41; filename=b; filename*0*=%41"), "%41");
}

TEST(Parameters, HaveACharsetOfTheirOwn)
{
    EXPECT_EQ(filename("name*=UTF-8''a; filename*=%41"), "%41");
    EXPECT_EQ(filename("filename*=UTF-8''%41; filename*=%41"), "%41");
    EXPECT_EQ(filename("name*0*=UTF-8''a; filename*0*=%41"), "%41");
    EXPECT_EQ(filename("filename*0*=UTF-8''%41; filename*1*=iso-8859-1''%E9; filename*2*=%E9"),
              "A\u00E9\u00E9");
    EXPECT_EQ(filename("filename*0*=utf-7''%41; filename*1*=%41"), "%41%41");
    EXPECT_EQ(filename(R"(filename*="a b")"), R"("a b")") << "an encoded value has no quotes";
}

// What this takes is counted in tests/counts/growth.cpp.
TEST(Parameters, OfAnySizeAreRead)
{
    const auto repeated = [](std::string_view piece) {
        std::string text = "x;";
        while (text.size() < 1'000'000)
            text += piece;
        return text;
    };
    for (const char* piece : {"a=b;", "a*0=b;", "a*=utf-8''%41;", "a=\"", "a=\"\\\"", ";", "\\",
                              "a", "a=\"\\\";", "*0", "a*=%", "a=\"%22\"", "'", " "})
        EXPECT_NO_THROW(find_parameter(repeated(piece), "a")) << piece;
}

} // namespace
} // namespace costrel::inline v1::http
