#include <costrel/errors.hpp>
#include <costrel/multidict.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel {
namespace {

MultiDict twice()
{
    MultiDict dict;
    dict.add("a", "1");
    dict.add("b", "");
    dict.add("a", "2");
    return dict;
}

TEST(MultiDict, GivesTheFirstValue)
{
    const MultiDict dict = twice();
    EXPECT_EQ(dict["a"], "1");
    EXPECT_EQ(dict.get("b", "fallback"), "");
    EXPECT_EQ(dict.get("c", "fallback"), "fallback");
    EXPECT_EQ(dict.get("c"), "");
}

TEST(MultiDict, GivesAllValuesInOrder)
{
    EXPECT_THAT(twice().getlist("a"), testing::ElementsAre("1", "2"));
    EXPECT_THAT(twice().getlist("c"), testing::IsEmpty());
}

TEST(MultiDict, KeepsKeysApartByCase)
{
    EXPECT_FALSE(twice().contains("A"));
    EXPECT_EQ(twice().find("A"), nullptr);
}

TEST(MultiDict, EndsTheRequestWith400WhenAKeyIsMissing)
{
    try {
        static_cast<void>(twice()["c"]);
        FAIL();
    } catch (const BadRequestKeyError& error) {
        EXPECT_EQ(error.status(), 400);
        EXPECT_THAT(error.what(), testing::HasSubstr("\"c\""));
    }
}

TEST(Abort, ThrowsTheStatus)
{
    try {
        abort(404);
    } catch (const HttpError& error) {
        EXPECT_EQ(error.status(), 404);
    }
}

} // namespace
} // namespace costrel
