#include <costrel/html.hpp>

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <stdexcept>

namespace point {

struct Point {
    int x;
};
void append_html(std::string& out, const Point& p)
{
    out += "<i>" + std::to_string(p.x) + "</i>";
}

} // namespace point

namespace {

using namespace costrel;

struct Row { // as a C library fills it
    char name[32];
};

TEST(Html, IsALiteralOrAConstantArray)
{
    static constexpr char page[] = "<p>";
    EXPECT_EQ(Html("<br>").str(), "<br>");
    EXPECT_EQ(Html(page).str(), "<p>");
    EXPECT_EQ((Html("a") + "<br>").str(), "a<br>");
}

TEST(Html, IsNotWhatStandsInAnArrayOfTheTypeOfALiteral)
{
    Row row{};
    std::strcpy(row.name, "<script>alert(1)</script>");
    const Row& seen = row;
    const char local[] = "<p>";
    EXPECT_THROW(Html{seen.name}, std::invalid_argument);
    EXPECT_THROW(Html{local}, std::invalid_argument);
    EXPECT_EQ(html("{}", seen.name).str(), "&lt;script&gt;alert(1)&lt;/script&gt;");
}

TEST(Escape, WritesFiveCharactersAsReferences)
{
    EXPECT_EQ(escape("<a href=\"x\">'&'</a>").str(),
              "&lt;a href=&#34;x&#34;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST(Escape, FindsThemWhereverTheyStand)
{
    for (std::size_t size = 1; size < 40; ++size) {
        for (std::size_t place = 0; place < size; ++place) {
            std::string text(size, 'x');
            std::string expected = text;
            text[place] = '<';
            expected.replace(place, 1, "&lt;");
            ASSERT_EQ(escape(text).str(), expected);
        }
    }
}

TEST(Escape, LeavesEachOtherByte)
{
    std::string text;
    for (int byte = 0; byte < 256; ++byte)
        if (std::string_view("&<>\"'").find(static_cast<char>(byte)) == std::string_view::npos)
            text += static_cast<char>(byte);
    EXPECT_EQ(escape(text).str(), text);
    EXPECT_EQ(escape(text + "'").str(), text + "&#39;");
}

TEST(Escape, LeavesEverythingElse)
{
    const std::string text("\xc3\xa9`=/\0\n", 7);
    EXPECT_EQ(escape(text).str(), text);
    EXPECT_EQ(escape("").str(), "");
}

TEST(HtmlFormat, EscapesArgumentsUnlessTheyAreHtml)
{
    EXPECT_EQ(html("<p>{}{}</p>", "<b>", Html("<hr>")).str(), "<p>&lt;b&gt;<hr></p>");
    EXPECT_EQ(html("{}", std::string("&")).str(), "&amp;");
}

TEST(HtmlFormat, KeepsOtherBraces)
{
    EXPECT_EQ(html("a { } {x} {}{", 1).str(), "a { } {x} 1{");
    EXPECT_EQ(html("no arguments").str(), "no arguments");
}

TEST(HtmlFormat, DoesNotReadBracesOfAnArgument)
{
    EXPECT_EQ(html("{} {}", "{}", "x").str(), "{} x");
}

TEST(HtmlFormat, PrintsNumbersAsATemplateDoes)
{
    EXPECT_EQ(html("{} {} {} {}", 1, 2.0, true, false).str(), "1 2.0 True False");
    EXPECT_EQ(html("{} {}", std::numeric_limits<std::uint64_t>::max(), -1L).str(),
              "18446744073709551615 -1");
    constexpr double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(html("{} {} {}", infinity, -infinity, std::numeric_limits<double>::quiet_NaN()).str(),
              "inf -inf nan");
}

TEST(HtmlFormat, ALiteralIsTextAndNotABool)
{
    const char* pointer = "<i>";
    EXPECT_EQ(html("{}{}{}", "<b>", pointer, 'c').str(), "&lt;b&gt;&lt;i&gt;c");
}

TEST(HtmlFormat, FindsAnOverloadBesideAType)
{
    EXPECT_EQ(html("{}", point::Point{3}).str(), "<i>3</i>");
}

} // namespace
