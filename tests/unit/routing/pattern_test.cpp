#include "routing/pattern.hpp"

#include <costrel/errors.hpp>

#include <gmock/gmock.h>

#include <stdexcept>

namespace {

using costrel::routing::Converter;
using costrel::routing::Pattern;

std::string refusal(std::string_view text)
{
    try {
        (void)Pattern::parse(text);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

TEST(Pattern, IsTakenApartAtItsSlashes)
{
    const Pattern pattern = Pattern::parse("/user/<int:id>/posts/");
    ASSERT_EQ(pattern.segments.size(), 3U);
    ASSERT_EQ(pattern.segments[0].size(), 1U);
    EXPECT_EQ(pattern.segments[0][0].text, "user");
    EXPECT_FALSE(pattern.segments[0][0].is_variable());
    ASSERT_EQ(pattern.segments[1].size(), 1U);
    EXPECT_EQ(pattern.segments[1][0].converter, Converter::integer);
    EXPECT_EQ(pattern.segments[1][0].text, "id");
    EXPECT_TRUE(pattern.trailing_slash);
    EXPECT_EQ(pattern.variable_count(), 1U);
}

TEST(Pattern, VariablesCanHaveFixedTextAroundThem)
{
    const Pattern pattern = Pattern::parse("/page-<name>.<any(html,txt):kind><int:n>");
    ASSERT_EQ(pattern.segments.size(), 1U);
    const auto& pieces = pattern.segments[0];
    ASSERT_EQ(pieces.size(), 5U);
    EXPECT_EQ(pieces[0].text, "page-");
    EXPECT_EQ(pieces[1].converter, Converter::string);
    EXPECT_EQ(pieces[2].text, ".");
    EXPECT_THAT(pieces[3].choices, testing::ElementsAre("html", "txt"));
    EXPECT_EQ(pieces[4].text, "n");
    EXPECT_EQ(pattern.variable_count(), 3U);
}

TEST(Pattern, ChoicesMayStandInQuotesAsWerkzeugsDo)
{
    const auto choices = [](std::string_view text) {
        return Pattern::parse(text).segments.at(0).at(0).choices;
    };
    using testing::ElementsAre;
    EXPECT_THAT(choices("/<any(\"b-c\",d):x>"), ElementsAre("b-c", "d"));
    EXPECT_THAT(choices("/<any('a,b' , \"c d\" ,e):x>"), ElementsAre("a,b", "c d", "e"));
    EXPECT_THAT(choices("/<any(\"it's\",'\"'):x>"), ElementsAre("it's", "\""));
    EXPECT_THAT(choices("/<any(\"a>b\",\"c)\",\"d:e\"):x>"), ElementsAre("a>b", "c)", "d:e"));
    EXPECT_THAT(choices("/<any(a-b, it's):x>"), ElementsAre("a-b", "it's")); // Werkzeug takes words
}

TEST(Pattern, TheRootIsASlashAlone)
{
    const Pattern pattern = Pattern::parse("/");
    EXPECT_TRUE(pattern.segments.empty());
    EXPECT_TRUE(pattern.trailing_slash);
}

TEST(Pattern, IsRefusedWithASentence)
{
    using testing::HasSubstr;
    EXPECT_THAT(refusal(""), HasSubstr("must start with a slash"));
    EXPECT_THAT(refusal("user"), HasSubstr("must start with a slash"));
    EXPECT_THAT(refusal("/<int:id"), HasSubstr("has a '<' without its '>'"));
    EXPECT_THAT(refusal("/<number:id>"), HasSubstr("has an unknown converter"));
    EXPECT_THAT(refusal("/<any():id>"), HasSubstr("has an unknown converter"));
    EXPECT_THAT(refusal("/<any(a,,b):id>"), HasSubstr("has an empty choice"));
    EXPECT_THAT(refusal("/<any(a,\"\"):id>"), HasSubstr("has an empty choice"));
    EXPECT_THAT(refusal("/<any(\"a\"b):id>"), HasSubstr("where a comma belongs"));
    EXPECT_THAT(refusal("/<any(\"a,b):id>"), HasSubstr("has a '<' without its '>'"));
    EXPECT_THAT(refusal("/<any(\"a/b\",c):id>"), HasSubstr("has a choice with a slash"));
    EXPECT_THAT(refusal("/<a/b>"), HasSubstr("has a '<' without its '>'"));
    EXPECT_THAT(refusal("/<a<b>"), HasSubstr("has a '<' without its '>'"));
    EXPECT_THAT(refusal("/<int:>"), HasSubstr("has a variable without a name"));
    EXPECT_THAT(refusal("/<>"), HasSubstr("has a variable without a name"));
    EXPECT_THAT(refusal("/a//b"), HasSubstr("has two slashes in a row"));
}

TEST(Pattern, HasAtMost16Variables)
{
    std::string pattern;
    for (int i = 0; i < 16; ++i)
        pattern += "/<v>";
    EXPECT_EQ(Pattern::parse(pattern).variable_count(), 16U);
    EXPECT_THAT(refusal(pattern + "/<v>"), testing::HasSubstr("has more than 16 variables"));
}

TEST(Pattern, BuildsAPathAsFlasksUrlForDoes)
{
    EXPECT_EQ(Pattern::parse("/").build({}), "/");
    EXPECT_EQ(Pattern::parse("/user/<name>").build({"John Doe"}), "/user/John%20Doe");
    EXPECT_EQ(Pattern::parse("/user/<name>/").build({"J\xC3\xB6rg"}), "/user/J%C3%B6rg/");
    EXPECT_EQ(Pattern::parse("/f/<path:p>").build({"a/b c"}), "/f/a/b%20c");
    EXPECT_EQ(Pattern::parse("/u/<name>").build({"a?b#c"}), "/u/a%3Fb%23c");
    EXPECT_EQ(Pattern::parse("/\xC3\xA9<a>-<int:b>.<c>").build({"x y", "7", "z"}),
              "/%C3%A9x%20y-7.z");
}

TEST(Pattern, BuildsNoUrlOfAnotherHost)
{
    const Pattern path = Pattern::parse("/<path:p>");
    EXPECT_EQ(path.build({"/evil.com"}), "/evil.com");
    EXPECT_EQ(path.build({"//evil.com//x"}), "/evil.com//x");
    EXPECT_EQ(path.build({"\\evil.com"}), "/%5Cevil.com");
    EXPECT_EQ(path.build({""}), "/");
    EXPECT_EQ(path.build({"//"}), "/");
    EXPECT_EQ(Pattern::parse("/<l>/<p>").build({"", "evil.com"}), "/evil.com");
    EXPECT_EQ(Pattern::parse("/<l>/<p>/").build({"", ""}), "/");
    EXPECT_EQ(Pattern::parse("/f/<path:p>").build({"/evil.com"}), "/f//evil.com");
}

TEST(Pattern, BuildsOnlyWhatItsVariablesCanBe)
{
    const auto error = [](std::string_view text, std::string value) -> std::string {
        try {
            return Pattern::parse(text).build({std::move(value)});
        } catch (const costrel::BuildError& caught) {
            return caught.what();
        }
    };
    EXPECT_EQ(error("/<any(\"b-c\",d):x>", "b-c"), "/b-c");
    EXPECT_EQ(error("/<any(d,\"b-c\"):x>", "nope"), "'nope' is not one of 'b-c', 'd'");
    EXPECT_EQ(error("/<any(d):x>", ""), "'' is not one of 'd'");
    EXPECT_EQ(error("/<int:n>", "-7"), "/-7");
    EXPECT_THAT(error("/<int:n>", "x"), testing::HasSubstr("\"n\", which is an integer"));
    EXPECT_THAT(error("/<int:n>", "1.5"), testing::HasSubstr("\"n\", which is an integer"));
    EXPECT_EQ(error("/<float:f>", "3"), "/3.0");
    EXPECT_EQ(error("/<float:f>", "3.5"), "/3.5");
}

// As Python's int() and float() read it; a text that is no number was put into the URL.
TEST(Pattern, BuildsANumberAsItsRouteReadsIt)
{
    const auto built = [](std::string_view text, std::string value) -> std::string {
        try {
            return Pattern::parse(text).build({std::move(value)});
        } catch (const costrel::BuildError& caught) {
            return caught.what();
        }
    };
    EXPECT_EQ(built("/<int:n>", "007"), "/7");
    EXPECT_EQ(built("/<int:n>", "-007"), "/-7");
    EXPECT_EQ(built("/<int:n>", "+7"), "/7");
    EXPECT_EQ(built("/<int:n>", "-0"), "/0");
    EXPECT_EQ(built("/<int:n>", "000"), "/0");
    EXPECT_EQ(built("/<float:f>", "1e3"), "/1000.0");
    EXPECT_EQ(built("/<float:f>", "007"), "/7.0");
    EXPECT_EQ(built("/<float:f>", "1.50"), "/1.5");
    EXPECT_EQ(built("/<float:f>", ".5"), "/0.5");
    EXPECT_EQ(built("/<float:f>", "+5."), "/5.0");
    EXPECT_EQ(built("/<float:f>", "-0"), "/-0.0");
    EXPECT_EQ(built("/<float:f>", "1e22"), "/1e+22");
    for (const char* const text : {"", "-", "abc", "1e", "1_0", "0x10", "nan", "inf", "-inf", "--1",
                                   "1e999", "1.2.3", "e3", "."})
        EXPECT_THAT(built("/<float:f>", text), testing::HasSubstr("\"f\", which is a number"))
            << text;
    for (const char* const text : {"", "-", "--1", "1.0", "1e3"})
        EXPECT_THAT(built("/<int:n>", text), testing::HasSubstr("\"n\", which is an integer"))
            << text;
}

TEST(Pattern, RefusesToBuildWithTooFewValues)
{
    EXPECT_THROW((void)Pattern::parse("/u/<name>").build({}), std::invalid_argument);
}

} // namespace
