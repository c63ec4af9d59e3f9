// What a store in Redis does in an event loop.
#include "stores/fake_redis.hpp"

#include <costrel/asio.hpp>
#include <costrel/stores/redis.hpp>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using Code = StoreError::Code;
using Loaded = StoreResult<std::optional<StoredRecord>>;
using Words = FakeRedis::Words;

const std::string nothing = "$-1\r\n";
// For what does not come; a command is sent sooner, on a connection that there is.
constexpr auto short_time = 300ms;

class RedisInALoop : public ::testing::Test {
protected:
    // Begins to load; the result is added to `results`.
    void load(steady_clock::duration time = 60s)
    {
        costrel::spawn(context->get_executor(), store->load(key, steady_clock::now() + time),
                       [this](std::exception_ptr error, std::optional<Loaded> result) {
                           EXPECT_FALSE(error);
                           if (result)
                               results.push_back(*std::move(result));
                       });
    }
    // So that what is asked next is sent at once.
    void connect()
    {
        load();
        run();
        EXPECT_TRUE(results.at(0));
        results.clear();
    }
    // Until nothing is left to be done: an unused connection keeps no loop from ending.
    void run()
    {
        context->restart();
        context->run();
    }
    void run_until(const auto& is_reached)
    {
        const auto end = steady_clock::now() + 60s;
        context->restart();
        while (!is_reached() && steady_clock::now() < end)
            context->run_one_for(10ms);
        EXPECT_TRUE(is_reached());
    }

    const StoreKey key{std::string(32, 'k')};
    FakeRedis server{[](const Words&) { return nothing; }};
    std::unique_ptr<boost::asio::io_context> context = std::make_unique<boost::asio::io_context>(1);
    std::shared_ptr<SessionStore> store = redis_store({.url = server.url()});
    std::vector<Loaded> results;
};

TEST_F(RedisInALoop, AllRequestsShareAConnection)
{
    for (int round = 1; round <= 3; ++round) {
        for (int i = 0; i < 100; ++i)
            load();
        run();
        EXPECT_EQ(results.size(), 100U * static_cast<unsigned>(round));
    }
    for (const Loaded& result : results)
        EXPECT_TRUE(result);
    EXPECT_EQ(server.connections, 1);
    EXPECT_EQ(server.commands, 300);
}

TEST_F(RedisInALoop, WhatIsAskedInOneTurnIsSentAtOnce)
{
    load();
    run();
    const int before = server.receives;
    for (int i = 0; i < 500; ++i)
        load();
    run();
    EXPECT_EQ(results.size(), 501U);
    EXPECT_LE(server.receives - before, 3) << "500 commands of 56 bytes";
}

TEST_F(RedisInALoop, AServerThatDoesNotReplyKeepsNobodyElseWaiting)
{
    server.set_answer([](const Words&) { return ""; });
    for (int i = 0; i < 1'000; ++i)
        load(200ms);
    int turns = 0;
    run_until([&] {
        ++turns;
        return results.size() == 1'000;
    });
    for (const Loaded& result : results) {
        ASSERT_FALSE(result);
        EXPECT_NE(result.error().code, Code::corrupt);
    }
    EXPECT_GT(turns, 2) << "the loop went on meanwhile";
}

TEST_F(RedisInALoop, ALateReplyGoesToNobody)
{
    connect();
    bool is_late = true;
    server.set_answer(
        [&](const Words&) { return std::exchange(is_late, false) ? "" : "-LATE\r\n$-1\r\n"; });
    load(short_time);
    run();
    ASSERT_FALSE(results.at(0));
    EXPECT_EQ(results[0].error().code, Code::timed_out);
    load();
    run();
    EXPECT_TRUE(results.at(1)) << "the first of two replies is of the one before";
    EXPECT_EQ(server.connections, 1);
}

TEST_F(RedisInALoop, AfterManyLateRepliesTheConnectionIsAnotherOne)
{
    connect();
    server.set_answer([](const Words&) { return ""; });
    for (int i = 0; i < 65; ++i)
        load(short_time);
    run();
    server.set_answer([](const Words&) { return nothing; });
    load();
    run();
    EXPECT_TRUE(results.back());
    EXPECT_EQ(server.connections, 2);
}

TEST_F(RedisInALoop, AnOutageCostsEachCallNoTime)
{
    server.set_answer([](const Words&) { return std::nullopt; });
    store = redis_store({.url = server.url("me:pw@")}); // not even a greeting is replied to
    const auto fails_at_once = [this] {
        results.clear();
        load(1h);
        run();
        return !results.at(0) && results[0].error().code == Code::unavailable;
    };
    for (int i = 0; i < 200; ++i)
        EXPECT_TRUE(fails_at_once());
    EXPECT_LE(server.connections, 12);
    server.set_answer(
        [](const Words& command) { return command[0] == "AUTH" ? "+OK\r\n" : nothing; });
    const auto end = steady_clock::now() + 60s;
    while (fails_at_once() && steady_clock::now() < end) {
    }
    EXPECT_TRUE(results.at(0)) << "and it comes back by itself";
}

TEST_F(RedisInALoop, WhoHasLittleTimeEndsNobodyElseWhileAConnectionIsOpened)
{
    std::atomic<bool> goes_on = false;
    server.set_answer([&](const Words& command) -> std::string {
        for (const auto end = steady_clock::now() + 60s; !goes_on && steady_clock::now() < end;)
            std::this_thread::yield();
        return command[0] == "AUTH" ? "+OK\r\n" : nothing;
    });
    store = redis_store({.url = server.url("me:pw@")});
    load(100ms);
    load();
    run_until([this] { return !results.empty(); });
    context->run_for(50ms);
    EXPECT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].error().code, Code::unavailable);
    goes_on = true;
    run();
    ASSERT_EQ(results.size(), 2U);
    EXPECT_TRUE(results[1]);
    EXPECT_EQ(server.connections, 1);
}

TEST_F(RedisInALoop, WhoIsLateAfterASecondOfOpeningEndsAll)
{
    server.set_answer([](const Words&) { return ""; });
    store = redis_store({.url = server.url("me:pw@")});
    load(1h);
    load(1'100ms);
    run();
    ASSERT_EQ(results.size(), 2U);
    for (const Loaded& result : results)
        EXPECT_EQ(result.error().code, Code::unavailable);
}

TEST_F(RedisInALoop, WhatWasSentBreaksWithTheConnectionAndTheRestGoesByAnother)
{
    server.set_answer([](const Words&) { return std::nullopt; });
    load();
    load();
    run();
    for (const Loaded& result : results)
        EXPECT_EQ(result.error().code, Code::broken);
    server.set_answer([](const Words&) { return nothing; });
    load();
    run();
    EXPECT_TRUE(results.back());
}

TEST_F(RedisInALoop, WhoBecameAReplicaIsLeftWhenItHasRepliedToWhatItWasAsked)
{
    connect();
    std::atomic<bool> goes_on = false;
    int asked = 0;
    server.set_answer([&](const Words&) -> std::string {
        if (++asked == 1)
            return "-READONLY You can't write against a read only replica.\r\n";
        for (const auto end = steady_clock::now() + 60s; !goes_on && steady_clock::now() < end;)
            std::this_thread::yield();
        return nothing;
    });
    load();
    load();
    run_until([this] { return results.size() == 1; });
    EXPECT_EQ(results.at(0).error().code, Code::unavailable);
    load(); // is not sent to that one
    context->run_for(50ms);
    EXPECT_EQ(results.size(), 1U);
    goes_on = true;
    run();
    ASSERT_EQ(results.size(), 3U);
    EXPECT_TRUE(results[1]);
    EXPECT_TRUE(results[2]);
    EXPECT_EQ(server.connections, 2);
}

TEST_F(RedisInALoop, AConnectionThatEndedWhileNobodyUsedItIsReplacedSilently)
{
    for (int i = 1; i <= 3; ++i) {
        load();
        run();
        EXPECT_TRUE(results.back());
        server.close_all();
        EXPECT_EQ(server.connections, i);
    }
}

TEST_F(RedisInALoop, AStoreMayEndBeforeItsLoopAndAnotherOneTakesItsPlace)
{
    for (int i = 0; i < 3; ++i) {
        store = redis_store({.url = server.url()});
        load();
        run();
    }
    EXPECT_EQ(results.size(), 3U);
    EXPECT_EQ(server.connections, 3);
    store.reset();
}

// A task of a loop of its own, which is cancelled.
class CancelledInALoop : public RedisInALoop {
protected:
    boost::asio::any_io_executor executor{context->get_executor()};
    std::shared_ptr<detail::EventLoop> events = detail::event_loop_of(executor);
    detail::TaskLoop loop{&executor, events.get()};
};

TEST_F(CancelledInALoop, ALoadEndsWhenItsClientLeaves)
{
    bool is_late = true;
    server.set_answer(
        [&](const Words&) { return std::exchange(is_late, false) ? "" : "-LATE\r\n$-1\r\n"; });
    auto task = store->load(key, steady_clock::now() + 1h);
    task.set_loop(loop);
    task.start();
    run_until([this] { return server.commands == 1; });
    loop.cancel();
    EXPECT_FALSE(task.done()) << "not within the call";
    run_until([&] { return task.done(); });
    EXPECT_THROW((void)task.result(), TaskCancelled);
    load();
    run();
    EXPECT_TRUE(results.at(0)) << "the late reply goes to nobody";
}

TEST_F(CancelledInALoop, ATaskThatIsDestroyedLeavesNothingBehind)
{
    server.set_answer([](const Words&) { return ""; });
    {
        auto task = store->load(key, steady_clock::now() + 1h);
        task.set_loop(loop);
        task.start();
        run_until([this] { return server.commands == 1; });
    }
    server.set_answer([](const Words&) { return "-LATE\r\n$-1\r\n"; });
    load();
    run();
    EXPECT_TRUE(results.at(0));
    EXPECT_FALSE(loop.has_waits());
}

TEST_F(CancelledInALoop, ALoopMayEndWhileItsRequestsWait)
{
    server.set_answer([](const Words&) { return ""; });
    {
        std::vector<Task<Loaded>> tasks;
        for (int i = 0; i < 10; ++i) {
            tasks.push_back(store->load(key, steady_clock::now() + 1h));
            tasks.back().set_loop(loop);
            tasks.back().start();
        }
        run_until([this] { return server.commands == 10; });
        events.reset();
        context.reset();
        EXPECT_FALSE(tasks.back().done());
    }
    context = std::make_unique<boost::asio::io_context>(1);
    server.set_answer([](const Words&) { return nothing; });
    load();
    run();
    EXPECT_TRUE(results.at(0));
}

} // namespace
} // namespace costrel::inline v1::stores
