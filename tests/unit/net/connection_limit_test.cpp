#include "net/connection_limit.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <sys/resource.h>
#include <thread>

namespace costrel::inline v1::net {
namespace {

TEST(ConnectionLimit, HasSoManyPlaces)
{
    ConnectionLimit limit(2);
    const auto first = limit.take();
    const auto second = limit.take();
    EXPECT_TRUE(first);
    EXPECT_TRUE(second);
    EXPECT_FALSE(limit.take());
}

TEST(ConnectionLimit, GetsAPlaceBackWhenItsHolderEnds)
{
    ConnectionLimit limit(1);
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(limit.take());
    }
    {
        const auto place = limit.take();
        EXPECT_FALSE(limit.take());
        EXPECT_FALSE(limit.take());
    }
    EXPECT_TRUE(limit.take());
}

TEST(ConnectionLimit, CountsAPlaceThatMovesOnce)
{
    ConnectionLimit limit(1);
    {
        auto place = limit.take();
        const ConnectionLimit::Place moved = std::move(*place);
        place.reset();
        EXPECT_FALSE(limit.take());
    }
    EXPECT_TRUE(limit.take());
}

TEST(ConnectionLimit, IsSharedByThreads)
{
    ConnectionLimit limit(3);
    std::atomic<int> held = 0;
    std::atomic<bool> exceeded = false;
    const auto hold_often = [&] {
        for (int i = 0; i < 10'000; ++i) {
            if (const auto place = limit.take()) {
                if (++held > 3)
                    exceeded = true;
                --held;
            }
        }
    };
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back(hold_often);
    }
    EXPECT_FALSE(exceeded);
    std::vector<ConnectionLimit::Place> all;
    while (auto place = limit.take())
        all.push_back(std::move(*place));
    EXPECT_EQ(all.size(), 3U);
}

class AffordableConnections : public testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0); }
    void TearDown() override { ::setrlimit(RLIMIT_NOFILE, &before_); }
    void allow_descriptors(rlim_t count) const
    {
        const rlimit limit{count, before_.rlim_max};
        ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    }

private:
    rlimit before_{};
};

TEST_F(AffordableConnections, AreThoseWantedWhenTheDescriptorsAreThere)
{
    allow_descriptors(1024);
    EXPECT_EQ(affordable_connections(960), 960U);
    EXPECT_EQ(affordable_connections(10), 10U);
}

TEST_F(AffordableConnections, LeaveSixtyFourDescriptors)
{
    allow_descriptors(1024);
    EXPECT_EQ(affordable_connections(10'000), 960U);
}

TEST_F(AffordableConnections, AreAtLeastOne)
{
    allow_descriptors(64);
    EXPECT_EQ(affordable_connections(10'000), 1U);
    EXPECT_EQ(affordable_connections(0), 1U);
}

TEST(ShareOfConnections, IsWhatAnApplicationWantsWhenThereIsEnough)
{
    EXPECT_EQ(share_of_connections(100, 300, 300), 100U);
    EXPECT_EQ(share_of_connections(0, 300, 300), 1U);
}

TEST(ShareOfConnections, IsInProportionWhenThereIsNot)
{
    EXPECT_EQ(share_of_connections(10'000, 10'100, 960), 950U);
    EXPECT_EQ(share_of_connections(100, 10'100, 960), 9U);
    EXPECT_EQ(share_of_connections(1, 10'001, 960), 1U);
}

} // namespace
} // namespace costrel::inline v1::net
