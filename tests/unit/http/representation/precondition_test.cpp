#include "http/representation/precondition.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr const char* before = "Tue, 14 Nov 2023 22:13:19 GMT";
constexpr const char* same = "Tue, 14 Nov 2023 22:13:20 GMT";
constexpr const char* after = "Tue, 14 Nov 2023 22:13:21 GMT";
constexpr sys_seconds modified{seconds(1'700'000'000)};
constexpr Validators version{.etag = EntityTag{"x", false}, .last_modified = modified};

Precondition of_get(const Conditions& conditions)
{
    return evaluate(conditions, version, true);
}

TEST(Precondition, HoldsWhenThereIsNone)
{
    EXPECT_EQ(of_get({}), Precondition::holds);
    EXPECT_EQ(evaluate({}, {}, true), Precondition::holds);
}

TEST(Precondition, IfNoneMatchComparesWeakly)
{
    for (const char* list : {"\"x\"", "W/\"x\"", "\"a\", \"x\"", "*"}) {
        EXPECT_EQ(of_get({.if_none_match = list}), Precondition::not_modified) << list;
        EXPECT_EQ(evaluate({.if_none_match = list}, version, false), Precondition::failed) << list;
    }
    EXPECT_EQ(of_get({.if_none_match = "\"a\""}), Precondition::holds);
    EXPECT_EQ(of_get({.if_none_match = "junk"}), Precondition::holds);
}

TEST(Precondition, IfNoneMatchHidesIfModifiedSince)
{
    EXPECT_EQ(of_get({.if_none_match = "\"a\"", .if_modified_since = same}), Precondition::holds);
    EXPECT_EQ(of_get({.if_none_match = "\"x\"", .if_modified_since = before}),
              Precondition::not_modified);
}

TEST(Precondition, IfModifiedSinceCountsForGetAndHead)
{
    EXPECT_EQ(of_get({.if_modified_since = before}), Precondition::holds);
    EXPECT_EQ(of_get({.if_modified_since = same}), Precondition::not_modified);
    EXPECT_EQ(of_get({.if_modified_since = after}), Precondition::not_modified);
    EXPECT_EQ(of_get({.if_modified_since = "Fri, 31 Dec 9999 23:59:59 GMT"}),
              Precondition::not_modified);
    EXPECT_EQ(evaluate({.if_modified_since = same}, version, false), Precondition::holds);
}

TEST(Precondition, ADateThatCannotBeReadIsNone)
{
    for (const char* garbage : {"", "garbage", "0", "Tue, 99 Nov 2023 22:13:20 GMT"}) {
        EXPECT_EQ(of_get({.if_modified_since = garbage}), Precondition::holds) << garbage;
        EXPECT_EQ(of_get({.if_unmodified_since = garbage}), Precondition::holds) << garbage;
    }
}

TEST(Precondition, IfMatchComparesStrongly)
{
    EXPECT_EQ(of_get({.if_match = "\"x\""}), Precondition::holds);
    EXPECT_EQ(of_get({.if_match = "*"}), Precondition::holds);
    EXPECT_EQ(of_get({.if_match = "W/\"x\""}), Precondition::failed);
    EXPECT_EQ(of_get({.if_match = "\"a\""}), Precondition::failed);
    EXPECT_EQ(of_get({.if_match = ""}), Precondition::failed);
}

TEST(Precondition, IfMatchHidesIfUnmodifiedSinceAndIsLookedAtFirst)
{
    EXPECT_EQ(of_get({.if_match = "\"x\"", .if_unmodified_since = before}), Precondition::holds);
    EXPECT_EQ(of_get({.if_match = "\"a\"", .if_none_match = "\"x\""}), Precondition::failed);
    EXPECT_EQ(of_get({.if_match = "\"x\"", .if_none_match = "\"x\""}), Precondition::not_modified);
}

TEST(Precondition, IfUnmodifiedSinceFailsForWhatChangedLater)
{
    EXPECT_EQ(of_get({.if_unmodified_since = before}), Precondition::failed);
    EXPECT_EQ(of_get({.if_unmodified_since = same}), Precondition::holds);
    EXPECT_EQ(of_get({.if_modified_since = same, .if_unmodified_since = before}),
              Precondition::failed);
}

TEST(Precondition, OfAnAnswerWithoutValidatorsHoldsButForATag)
{
    EXPECT_EQ(evaluate({.if_modified_since = after}, {}, true), Precondition::holds);
    EXPECT_EQ(evaluate({.if_unmodified_since = before}, {}, true), Precondition::holds);
    EXPECT_EQ(evaluate({.if_none_match = "\"x\""}, {}, true), Precondition::holds);
    EXPECT_EQ(evaluate({.if_none_match = "*"}, {}, true), Precondition::not_modified);
    EXPECT_EQ(evaluate({.if_match = "\"x\""}, {}, true), Precondition::failed);
    EXPECT_EQ(evaluate({.if_match = "*"}, {}, true), Precondition::holds);
}

TEST(IfRange, LetsTheRangeCountForTheVeryVersion)
{
    const sys_seconds now = modified + seconds(60);
    EXPECT_TRUE(range_applies({}, version, now));
    EXPECT_TRUE(range_applies({.if_range = "\"x\""}, version, now));
    EXPECT_TRUE(range_applies({.if_range = same}, version, now));
    for (const char* other :
         {"\"a\"", "W/\"x\"", "\"x\", \"a\"", "*", "x", "", before, after, "garbage"})
        EXPECT_FALSE(range_applies({.if_range = other}, version, now)) << other;
    EXPECT_FALSE(range_applies({.if_range = "\"x\""}, {}, now));
    EXPECT_FALSE(range_applies({.if_range = same}, {}, now));
}

TEST(IfRange, NeverMatchesAWeakTag)
{
    const Validators weak{.etag = EntityTag{"x", true}};
    EXPECT_FALSE(range_applies({.if_range = "W/\"x\""}, weak, modified));
}

TEST(IfRange, DoesNotTrustADateOfThisVerySecond)
{
    EXPECT_FALSE(range_applies({.if_range = same}, version, modified));
    EXPECT_TRUE(range_applies({.if_range = same}, version, modified + seconds(1)));
}

} // namespace
} // namespace costrel::inline v1::http
