#include "http/forms/form.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1::http {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::vector<MultiDict::Item> fields(std::string_view text)
{
    const auto form = parse_form(text);
    return {form->begin(), form->end()};
}

TEST(Form, SplitsAtAmpersandsOnly)
{
    EXPECT_THAT(fields("a=1&b=2;c=3&a=4"),
                ElementsAre(Pair("a", "1"), Pair("b", "2;c=3"), Pair("a", "4")));
}

TEST(Form, SplitsAFieldAtItsFirstEqualsSign)
{
    EXPECT_THAT(fields("a=b=c&x%3Dy=z"), ElementsAre(Pair("a", "b=c"), Pair("x=y", "z")));
}

TEST(Form, TakesEmptyNamesAndValuesButNotEmptyFields)
{
    EXPECT_THAT(fields("a&b=&=c&&=&"),
                ElementsAre(Pair("a", ""), Pair("b", ""), Pair("", "c"), Pair("", "")));
    EXPECT_THAT(fields(""), IsEmpty());
}

TEST(Form, DecodesNamesAndValues)
{
    EXPECT_THAT(fields("a+b=%C3%A9+%26&%zz=%ff"),
                ElementsAre(Pair("a b", "\u00E9 &"), Pair("%zz", "%FF")));
}

TEST(Form, IsEmptyWhenItsTextIsNotUtf8)
{
    EXPECT_THAT(fields("a=1&b=\xFF"), IsEmpty());
    EXPECT_THAT(fields("a=1&b=\u00E9"), ElementsAre(Pair("a", "1"), Pair("b", "\u00E9")));
}

TEST(Form, IsTooLargeAboveItsLimit)
{
    const std::string text = "a=" + std::string(7'999'998, 'x');
    EXPECT_TRUE(parse_form(text));
    const auto larger = parse_form(text + "x");
    ASSERT_FALSE(larger);
    EXPECT_EQ(larger.error(), FormError::too_large);
}

TEST(Form, HasAtMostAThousandFields)
{
    std::string text;
    for (int i = 0; i < 1000; ++i)
        text += "a=1&";
    ASSERT_TRUE(parse_form(text));
    EXPECT_EQ(parse_form(text)->size(), 1000U);
    const auto more = parse_form(text + "b");
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error(), FormError::too_many_fields);
}

TEST(Form, OfNothingButAmpersandsIsEmpty)
{
    EXPECT_THAT(fields(std::string(500'000, '&')), IsEmpty());
}

} // namespace
} // namespace costrel::inline v1::http
