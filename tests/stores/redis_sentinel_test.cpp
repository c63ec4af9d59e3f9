// What a store does with what sentinels say of its Redis.
#include "stores/fake_redis.hpp"

#include <costrel/stores/redis.hpp>
#include <costrel/sync_wait.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using Words = FakeRedis::Words;

std::string text_of(const std::string& text)
{
    return "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n";
}

// A Redis that says it is a primary, and has nothing.
struct Primary {
    std::atomic<int> loads = 0;
    FakeRedis server{[this](const Words& command) -> std::string {
        if (command[0] == "ROLE")
            return "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n";
        ++loads;
        return "$-1\r\n";
    }};
};

class RedisSentinels : public ::testing::Test {
protected:
    static void names(FakeRedis& sentinel, const Primary& primary, int epoch)
    {
        const std::string place = primary.server.place();
        const std::size_t colon = place.find(':');
        const std::string reply = "*6\r\n" + text_of("ip") + text_of(place.substr(0, colon)) +
                                  text_of("port") + text_of(place.substr(colon + 1)) +
                                  text_of("config-epoch") + text_of(std::to_string(epoch));
        sentinel.set_answer([reply](const Words&) { return reply; });
    }
    static void is_gone(FakeRedis& sentinel)
    {
        sentinel.set_answer([](const Words&) { return std::nullopt; });
        sentinel.close_all();
    }
    void open()
    {
        store = redis_store({.url = "redis://" + first.place() + "," + second.place() +
                                    "?topology=sentinel&master=m"});
    }
    bool loads(steady_clock::duration time = 60s)
    {
        return sync_wait(store->load(key, steady_clock::now() + time)).has_value();
    }
    void load_for(steady_clock::duration time)
    {
        for (const auto end = steady_clock::now() + time; steady_clock::now() < end;
             std::this_thread::sleep_for(20ms))
            EXPECT_TRUE(loads());
    }

    const StoreKey key{std::string(32, 'k')};
    Primary a, b;
    FakeRedis first{[](const Words&) { return std::nullopt; }};
    FakeRedis second{[](const Words&) { return std::nullopt; }};
    std::shared_ptr<SessionStore> store;
};

TEST_F(RedisSentinels, ThatAreDeployedAnewConfirmThePrimaryThatTheyFind)
{
    names(first, a, 5);
    names(second, a, 5);
    open();
    EXPECT_TRUE(loads());
    names(first, a, 0);
    names(second, a, 0);
    load_for(3s);
    EXPECT_EQ(b.loads, 0);
}

TEST_F(RedisSentinels, ThatAreDeployedAnewNameAnotherPrimaryAfterAWhile)
{
    names(first, a, 5);
    names(second, a, 5);
    open();
    EXPECT_TRUE(loads());
    names(first, b, 1);
    names(second, b, 1);
    while (b.loads == 0) // a is believed meanwhile, or nobody
        ASSERT_TRUE(loads());
    const int before = a.loads;
    EXPECT_TRUE(loads());
    EXPECT_EQ(a.loads, before);
}

TEST_F(RedisSentinels, OneThatIsLateDoesNotLeadToAPrimaryThatWasReplaced)
{
    names(first, b, 6);
    names(second, a, 5);
    open();
    load_for(3s);
    EXPECT_EQ(a.loads, 0);
    // Nobody asked for long, and the one that knows does not reply at once.
    std::this_thread::sleep_for(2'100ms);
    is_gone(first);
    EXPECT_FALSE(loads(300ms));
    names(first, b, 6);
    EXPECT_TRUE(loads());
    EXPECT_EQ(a.loads, 0);
}

} // namespace
} // namespace costrel::inline v1::stores
