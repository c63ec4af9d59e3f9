#include <costrel/detail/shared_dict.hpp>

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace {

using costrel::Dict;
using costrel::detail::SharedDict;

TEST(SharedDict, IsChangedByOneAlone)
{
    SharedDict first(Dict{{"a", 1}});
    SharedDict second = first.share();
    EXPECT_EQ(&first.read(), &second.read());
    second.change().set("a", 2);
    EXPECT_EQ(first.read(), (Dict{{"a", 1}}));
    EXPECT_EQ(second.read(), (Dict{{"a", 2}}));
    first.change().set("b", 3);
    EXPECT_EQ(first.read(), (Dict{{"a", 1}, {"b", 3}}));
}

TEST(SharedDict, WhatWasReadBeforeAChangeStaysWhereItIs)
{
    SharedDict first(Dict{{"a", "a text of some length, not within the object"}});
    SharedDict second = first.share();
    const costrel::Value* const before = second.read().find("a");
    second.change().set("a", 2);
    first = SharedDict();
    EXPECT_EQ(*before->as<std::string>(), "a text of some length, not within the object");
}

TEST(SharedDict, IsCopiedOnlyWhenItWasShared)
{
    SharedDict alone(Dict{{"a", 1}});
    const Dict* const own = &alone.read();
    EXPECT_EQ(&alone.change(), own);
    SharedDict moved(std::move(alone));
    EXPECT_EQ(moved.read(), (Dict{{"a", 1}}));
    EXPECT_TRUE(SharedDict().read().empty());
}

TEST(SharedDict, CanBeSharedAgainAfterAChange)
{
    SharedDict first(Dict{{"a", 1}});
    SharedDict second = first.share();
    second.change().set("a", 2);
    const SharedDict third = second.share();
    EXPECT_EQ(third.read(), (Dict{{"a", 2}}));
    EXPECT_EQ(first.read(), (Dict{{"a", 1}}));
}

TEST(SharedDict, ThreadsShareOne)
{
    SharedDict cached(Dict{{"a", 1}});
    std::vector<SharedDict> shared;
    for (int i = 0; i < 4; ++i)
        shared.push_back(cached.share());
    std::vector<std::thread> threads;
    for (SharedDict& each : shared)
        threads.emplace_back([&each] {
            for (int i = 0; i < 100; ++i) {
                SharedDict own(std::move(each));
                SharedDict again = own.share();
                again.change().set("a", i);
                each = std::move(own);
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(cached.read(), (Dict{{"a", 1}}));
}

} // namespace
