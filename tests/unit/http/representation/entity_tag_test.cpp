#include "http/representation/entity_tag.hpp"

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::http {
namespace {

TEST(EntityTag, IsReadWithItsStrength)
{
    const auto strong = parse_entity_tag("\"1700000000.25-10\"");
    ASSERT_TRUE(strong);
    EXPECT_EQ(strong->opaque, "1700000000.25-10");
    EXPECT_FALSE(strong->weak);
    const auto weak = parse_entity_tag("W/\"x\"");
    ASSERT_TRUE(weak);
    EXPECT_EQ(weak->opaque, "x");
    EXPECT_TRUE(weak->weak);
    EXPECT_EQ(parse_entity_tag("\"\"")->opaque, "");
    EXPECT_EQ(parse_entity_tag("\"a,\xff\"")->opaque, "a,\xff");
}

TEST(EntityTag, IsNothingElse)
{
    for (const char* text : {"", "x", "*", "\"", "\"x", "x\"", "w/\"x\"", "W/", "W/x", "W/ \"x\"",
                             "\"x\"y", "\"a b\"", "\"a\x7f\"", "\"a\tb\"", " \"x\""})
        EXPECT_FALSE(parse_entity_tag(text)) << text;
}

TEST(EntityTag, ComparesStronglyOrWeakly) // the table of RFC 9110 section 8.8.3.2
{
    const EntityTag weak1{"1", true};
    const EntityTag weak2{"2", true};
    const EntityTag strong1{"1", false};
    EXPECT_FALSE(equal(weak1, weak1, TagComparison::strong));
    EXPECT_TRUE(equal(weak1, weak1, TagComparison::weak));
    EXPECT_FALSE(equal(weak1, weak2, TagComparison::weak));
    EXPECT_FALSE(equal(weak1, strong1, TagComparison::strong));
    EXPECT_TRUE(equal(weak1, strong1, TagComparison::weak));
    EXPECT_TRUE(equal(strong1, strong1, TagComparison::strong));
}

bool has(std::string_view list, TagComparison comparison = TagComparison::weak)
{
    return has_tag(list, {"x", false}, comparison);
}

TEST(EntityTagList, HasItsTags)
{
    for (const char* list : {"\"x\"", "\"a\", \"x\"", "\"a\",\"x\",\"b\"", "W/\"x\"", ", ,\"x\" ,",
                             "\"a,b\"\t, \"x\"", "*", " * "})
        EXPECT_TRUE(has(list)) << list;
    for (const char* list : {"", ",", "\"a\"", "\"X\"", "x", "\"a\", x", "*, \"a\"", "**"})
        EXPECT_FALSE(has(list)) << list;
}

TEST(EntityTagList, ComparesStronglyWhenAsked)
{
    EXPECT_TRUE(has("W/\"x\", \"x\"", TagComparison::strong));
    EXPECT_FALSE(has("W/\"x\"", TagComparison::strong));
    EXPECT_TRUE(has("*", TagComparison::strong));
}

TEST(EntityTagList, LeavesOutWhatIsMalformed) // as Werkzeug 3.1.9
{
    EXPECT_TRUE(has("junk, \"x\""));
    EXPECT_TRUE(has("\"x\", junk"));
    EXPECT_TRUE(has("\"a, \"x\""));
    EXPECT_TRUE(has("\"a\" junk, \"x\""));
    EXPECT_FALSE(has("\"a\" \"x\""));
    EXPECT_FALSE(has("\"x\" junk, \"a\""));
    EXPECT_FALSE(has("x, \"a\", *, \"x"));
}

TEST(EntityTagList, OfTenKilobytesIsReadToItsEnd)
{
    std::string list;
    while (list.size() < 10'000)
        list += "W/\"0123456789\", ";
    EXPECT_FALSE(has(list));
    EXPECT_TRUE(has(list + "\"x\""));
}

} // namespace
} // namespace costrel::inline v1::http
