#include <costrel/value.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace {

using namespace costrel;

std::string shown(const Value& value)
{
    return html("{}", value).str();
}

TEST(ValueHtml, ShowsTextEscapedAndHtmlAsItIs)
{
    EXPECT_EQ(shown("<b>"), "&lt;b&gt;");
    EXPECT_EQ(shown(Html("<b>")), "<b>");
}

TEST(ValueHtml, ShowsTheRestAsATemplateDoes)
{
    EXPECT_EQ(shown(Value()), "None");
    EXPECT_EQ(shown(true), "True");
    EXPECT_EQ(shown(5), "5");
    EXPECT_EQ(shown(1.0), "1.0");
    EXPECT_EQ(shown(std::numeric_limits<double>::infinity()), "inf");
    EXPECT_EQ(shown(BigInteger{"99999999999999999999"}), "99999999999999999999");
    EXPECT_EQ(shown(Uuid{}), "00000000-0000-0000-0000-000000000000");
    EXPECT_EQ(shown(DateTime{}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(ValueHtml, ShowsListsAndDictsAsEscapedJson)
{
    EXPECT_EQ(shown(List{1, "<"}), "[1,&#34;&lt;&#34;]");
    EXPECT_EQ(shown(Dict{{"a", Tuple{}}}), "{&#34;a&#34;:{&#34; t&#34;:[]}}");
    EXPECT_EQ(shown(Bytes{"a"}), "{&#34; b&#34;:&#34;YQ==&#34;}");
}

} // namespace
