#include <costrel/named.hpp>
#include <costrel/value.hpp>

#include <gtest/gtest.h>

#include <string>

namespace distance {

struct Metres {
    int count;
};
void append_html(std::string& out, const Metres& metres)
{
    out += std::to_string(metres.count) + "&nbsp;m";
}

} // namespace distance

namespace {

using namespace costrel;

TEST(Named, ArgumentsGoWhereTheirNamesAreEscaped)
{
    const std::string title = "<Ben & Jo>";
    EXPECT_EQ(html("<a href='{url}'>{title}</a>", named<"title">(title), named<"url">("/a?b&c")),
              Html("<a href='/a?b&amp;c'>&lt;Ben &amp; Jo&gt;</a>"));
}

TEST(Named, ArgumentsMayComeSeveralTimes)
{
    EXPECT_EQ(html("{a}{b}{a}", named<"a">(1), named<"b">(html("<br>"))), Html("1<br>1"));
}

TEST(Named, ArgumentsMayStandBesideThoseWithoutAName)
{
    EXPECT_EQ(html("{} {n} {} {n}", 1, named<"n">('x'), 2), Html("1 x 2 x"));
    EXPECT_EQ(html("{n}{}", named<"n">(true), 0.5), Html("True0.5"));
}

TEST(Named, BracesThatHoldNoNameAreText)
{
    EXPECT_EQ(html("<style>p {color: red} q{} {a-b} {1} {</style>{n}{", "x", named<"n">(7)),
              Html("<style>p {color: red} qx {a-b} {1} {</style>7{"));
    EXPECT_EQ(html("{name} {}", 1), Html("{name} 1")); // no argument has a name
}

TEST(Named, ArgumentsMayBeOfATypeOfTheProgram)
{
    EXPECT_EQ(html("{far}", named<"far">(distance::Metres{3})), Html("3&nbsp;m"));
    EXPECT_EQ(html("{v}", named<"v">(Value("<"))), Html("&lt;"));
}

} // namespace
