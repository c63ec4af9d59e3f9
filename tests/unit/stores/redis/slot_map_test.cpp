#include "stores/redis/slot_map.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <set>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;

class RedisSlotMap : public ::testing::Test {
protected:
    const SlotMap::TimePoint now{1h};
    SlotMap map{RedisSettings{.hosts = {{"127.0.0.1", 1}, {"127.0.0.1", 2}}}};
};

TEST_F(RedisSlotMap, AsksTheSeedsInTurnWhileNothingIsKnown)
{
    std::set<std::uint16_t> ports;
    for (int i = 0; i < 4; ++i)
        ports.insert(map.owner(7, now)->place().port);
    EXPECT_EQ(ports, (std::set<std::uint16_t>{1, 2}));
}

TEST_F(RedisSlotMap, AsksOneThatFailedOnlyWhenThereIsNoOther)
{
    map.at({"127.0.0.1", 1})->failed(now);
    for (int i = 0; i < 4; ++i)
        EXPECT_EQ(map.owner(7, now)->place().port, 2);
    map.at({"127.0.0.1", 2})->failed(now);
    EXPECT_TRUE(map.owner(7, now));
    std::set<std::uint16_t> ports;
    for (int i = 0; i < 4; ++i)
        ports.insert(map.owner(7, now + 1s)->place().port);
    EXPECT_EQ(ports.size(), 2U);
}

TEST_F(RedisSlotMap, KeepsWhatMovedAndForgetsWhoDoesNotReply)
{
    const auto other = map.at({"127.0.0.1", 9}), third = map.at({"127.0.0.1", 8});
    map.moved(7, other);
    EXPECT_EQ(map.owner(7, now), other);
    map.forget(7, third); // it was not that one
    EXPECT_EQ(map.owner(7, now), other);
    map.forget(7, other);
    other->failed(now);
    EXPECT_NE(map.owner(7, now), other);
}

TEST_F(RedisSlotMap, KeepsTheNodesThatAreStillThere)
{
    const auto kept = map.at({"127.0.0.1", 9});
    const std::weak_ptr<RedisNode> left = map.at({"127.0.0.1", 8});
    map.take({{.first = 0, .last = 16'383, .nodes = {{"127.0.0.1", 9}}, .has_owner = true}});
    EXPECT_EQ(map.owner(0, now), kept);
    EXPECT_EQ(map.owner(16'383, now), kept);
    EXPECT_TRUE(left.expired());
}

TEST_F(RedisSlotMap, ANodeThatKnowsNoOtherTellsNothing)
{
    const auto owner = map.at({"127.0.0.1", 9});
    map.moved(7, owner);
    map.take({});
    EXPECT_EQ(map.owner(7, now), owner);
}

TEST_F(RedisSlotMap, HasSoManyNodesAndNoMore)
{
    std::vector<SlotMap::Node> held;
    for (unsigned i = 0; i < 3 * SlotMap::most_nodes; ++i) // owners of nothing go first
        held.push_back(map.at({"127.0.0.1", static_cast<std::uint16_t>(1000 + i)}));
    EXPECT_TRUE(held.back());
    for (unsigned slot = 0; slot < SlotMap::most_nodes; ++slot)
        if (const auto node = map.at({"127.0.0.2", static_cast<std::uint16_t>(1000 + slot)}))
            map.moved(slot, node);
    EXPECT_FALSE(map.at({"127.0.0.3", 1}));
}

TEST_F(RedisSlotMap, IsAskedForOnceASecondAtMost)
{
    EXPECT_TRUE(map.begins_refresh(now));
    EXPECT_FALSE(map.begins_refresh(now + 999ms));
    EXPECT_TRUE(map.begins_refresh(now + 1s));
    map.failed_to_refresh(now + 1s);
    EXPECT_FALSE(map.begins_refresh(now + 60s));
    EXPECT_TRUE(map.begins_refresh(now + 61s));
}

TEST(RedisSlots, OfNodesThatAnnounceOtherAddressesAreReachedByTheMap)
{
    SlotMap map{RedisSettings{.hosts = {{"127.0.0.1", 1}},
                              .address_map = {{{"10.9.8.7", 7777}, {"127.0.0.1", 5}}}}};
    EXPECT_EQ(map.at({"10.9.8.7", 7777})->place(), (HostPort{"127.0.0.1", 5}));
    EXPECT_EQ(map.at({"10.9.8.7", 7778})->place(), (HostPort{"10.9.8.7", 7778}));
}

} // namespace
} // namespace costrel::inline v1::stores
