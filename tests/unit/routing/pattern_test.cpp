#include "routing/pattern.hpp"

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
    EXPECT_EQ(pattern.segments[0].prefix, "user");
    EXPECT_TRUE(pattern.segments[0].is_static());
    EXPECT_EQ(pattern.segments[1].converter, Converter::integer);
    EXPECT_EQ(pattern.segments[1].name, "id");
    EXPECT_TRUE(pattern.trailing_slash);
    EXPECT_EQ(pattern.variable_count(), 1U);
}

TEST(Pattern, AVariableCanHaveFixedTextAroundIt)
{
    const Pattern pattern = Pattern::parse("/page-<name>.html");
    ASSERT_EQ(pattern.segments.size(), 1U);
    EXPECT_EQ(pattern.segments[0].prefix, "page-");
    EXPECT_EQ(pattern.segments[0].converter, Converter::string);
    EXPECT_EQ(pattern.segments[0].suffix, ".html");
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
    EXPECT_THAT(refusal("/<int:>"), HasSubstr("has a variable without a name"));
    EXPECT_THAT(refusal("/<>"), HasSubstr("has a variable without a name"));
    EXPECT_THAT(refusal("/<a>-<b>"), HasSubstr("has two variables between two slashes"));
    EXPECT_THAT(refusal("/<path:a>/<path:b>"), HasSubstr("has two path variables"));
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
}

TEST(Pattern, RefusesToBuildWithTooFewValues)
{
    EXPECT_THROW((void)Pattern::parse("/u/<name>").build({}), std::invalid_argument);
}

} // namespace
