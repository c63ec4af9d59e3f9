#include "session/memory_users.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using session::MemoryUsers;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr SysMillis T(1'700'000'000s);
const StoreKey ann{"ann"};
const StoreKey eve{"eve"};
const StoreKey laptop{"laptop"};
const StoreKey phone{"phone"};
const StoreKey watch{"watch"};

TEST(MemoryUsers, ListWhatEndsLastFirst)
{
    MemoryUsers users;
    users.join(ann, laptop, T, T + 2h, 0);
    users.join(ann, phone, T, T + 3h, 0);
    users.join(ann, watch, T, T + 1h, 0);
    EXPECT_THAT(users.list(ann, T), ElementsAre(phone, laptop, watch));
    users.join(ann, watch, T, T + 4h, 0);
    EXPECT_THAT(users.list(ann, T), ElementsAre(watch, phone, laptop)) << "its end was moved";
    EXPECT_THAT(users.list(ann, T + 3h), ElementsAre(watch)) << "an end that is now has passed";
    EXPECT_EQ(users.size(), 3U);
}

TEST(MemoryUsers, ASessionHasOneUser)
{
    MemoryUsers users;
    const auto before = users.join(eve, laptop, T, T + 1h, 0);
    users.join(ann, laptop, T, T + 1h, 0);
    EXPECT_THAT(users.list(eve, T), IsEmpty());
    EXPECT_THAT(users.list(ann, T), ElementsAre(laptop));
    EXPECT_FALSE(users.confirm(eve, laptop, before.epoch));
    EXPECT_FALSE(users.leave(eve, laptop));
    EXPECT_TRUE(users.leave(ann, laptop));
    EXPECT_EQ(users.size(), 0U);
}

TEST(MemoryUsers, AnEpochLastsWhileTheUserHasSessionsAndNeverComesAgain)
{
    MemoryUsers users;
    const auto first = users.join(ann, laptop, T, T + 1h, 0);
    EXPECT_EQ(users.join(ann, laptop, T, T + 2h, 0).epoch, first.epoch) << "listed anew";
    EXPECT_EQ(users.join(ann, phone, T, T + 2h, 0).epoch, first.epoch);
    users.forget(laptop);
    users.forget(phone);
    users.forget(watch); // nobody's
    EXPECT_NE(users.join(ann, laptop, T, T + 1h, 0).epoch, first.epoch);
    EXPECT_THAT(users.end_all(eve, {}), IsEmpty());
}

TEST(MemoryUsers, WhatEndedGoesWithTheNextLogin)
{
    MemoryUsers users;
    users.join(ann, laptop, T, T + 1h, 0);
    users.join(ann, phone, T, T + 1h, 0);
    const auto hers = users.join(eve, watch, T, T + 1h, 0);
    EXPECT_THAT(users.join(ann, {"new"}, T + 1h, T + 2h, 1).displaced, IsEmpty());
    EXPECT_EQ(users.size(), 2U) << "the new one, and another user's";
    EXPECT_EQ(users.join(eve, watch, T + 2h, T + 3h, 0).epoch, hers.epoch);
    EXPECT_THAT(users.list(eve, T + 2h), ElementsAre(watch)) << "but not the one that joins";
}

} // namespace
