// What a store in a Redis Cluster does with what its nodes reply.
#include "formats/record_header.hpp"
#include "stores/fake_redis.hpp"

#include <costrel/stores/redis.hpp>
#include <costrel/sync_wait.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace costrel::inline v1::stores {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using Code = StoreError::Code;
using Words = FakeRedis::Words;

const std::string nothing = "$-1\r\n";

// A node that replies to one command after another what it is told to, and to all others that
// nothing is there.
class Node {
public:
    explicit Node(std::function<std::optional<std::string>(const Words&)> reply = {})
        : reply_(std::move(reply))
    {
    }
    // After those before.
    void replies(const std::vector<std::optional<std::string>>& these)
    {
        const std::lock_guard lock(mutex_);
        script_.insert(script_.end(), these.begin(), these.end());
    }
    void always(std::string this_one)
    {
        const std::lock_guard lock(mutex_);
        otherwise_ = std::move(this_one);
    }
    std::string place() const { return server_.place(); }
    void close_all() { server_.close_all(); }
    // The commands by their first words.
    std::vector<std::string> asked() const
    {
        const std::lock_guard lock(mutex_);
        std::vector<std::string> names;
        for (const Words& words : asked_)
            names.push_back(words[0]);
        return names;
    }
    std::vector<Words> words() const
    {
        const std::lock_guard lock(mutex_);
        return asked_;
    }
    std::ptrdiff_t count(const std::string& name) const
    {
        const std::lock_guard lock(mutex_);
        return std::ranges::count(asked_, name, [](const Words& words) { return words[0]; });
    }
    int connections() const { return server_.connections; }

private:
    std::optional<std::string> answer(const Words& command)
    {
        // A client whose connection broke may look at what was asked before this has replied.
        const std::lock_guard lock(mutex_);
        asked_.push_back(command);
        if (command[0] == "CLUSTER")
            return slots;
        if (next_ < script_.size())
            return script_[next_++];
        return reply_ ? reply_(command) : otherwise_;
    }

public:
    std::string slots = "-ERR This instance has cluster support disabled\r\n";

private:
    mutable std::mutex mutex_{};
    std::function<std::optional<std::string>(const Words&)> reply_;
    std::vector<std::optional<std::string>> script_{};
    std::size_t next_ = 0;
    std::optional<std::string> otherwise_ = nothing;
    std::vector<Words> asked_{};
    FakeRedis server_{[this](const Words& command) { return answer(command); }};
};

StoredRecord record_of(std::uint64_t version)
{
    StoredRecord record{
        .version = version,
        .expires =
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now()) + 1h};
    formats::RecordHeader header;
    header.version = version;
    header.append_to(record.bytes);
    return record;
}

class RedisClusterNodes : public ::testing::Test {
protected:
    void open(const std::string& more = "")
    {
        store = redis_store({.url = "redis://" + a.place() + "?topology=cluster" + more});
    }
    StoreResult<std::optional<StoredRecord>> load(steady_clock::duration time = 60s)
    {
        return sync_wait(store->load(key, steady_clock::now() + time));
    }
    auto replace(steady_clock::duration time = 60s)
    {
        return sync_wait(store->replace(key, 1, record_of(2), steady_clock::now() + time));
    }
    auto erase(steady_clock::duration time = 60s)
    {
        return sync_wait(store->erase(key, true, steady_clock::now() + time));
    }
    static std::string moved_to(const Node& node) { return "-MOVED 7 " + node.place() + "\r\n"; }
    static std::string ask_at(const Node& node) { return "-ASK 7 " + node.place() + "\r\n"; }

    const StoreKey key{std::string(32, 'k')};
    Node a, b;
    std::shared_ptr<SessionStore> store;
};

TEST_F(RedisClusterNodes, ASlotIsAskedForWhereItMovedTo)
{
    a.always(moved_to(b));
    open();
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(load());
    EXPECT_THAT(a.asked(), ElementsAre("GET"));
    EXPECT_EQ(b.count("GET"), 3);
}

TEST_F(RedisClusterNodes, AllSlotsAreAskedForAfterOneMoved)
{
    std::string host = a.place(); // who has all
    const std::string port = host.substr(host.find(':') + 1);
    b.slots = "*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n$9\r\n127.0.0.1\r\n:" + port + "\r\n$2\r\nid\r\n";
    a.replies({moved_to(b), nothing});
    open();
    EXPECT_TRUE(load()); // at b, which says that a has it
    EXPECT_TRUE(load());
    EXPECT_THAT(b.asked(), ElementsAre("GET", "CLUSTER"));
    EXPECT_THAT(a.asked(), ElementsAre("GET", "GET"));
}

TEST_F(RedisClusterNodes, WhoMayNotAskForTheSlotsLearnsThemOneByOne)
{
    b.slots = "-NOPERM this user has no permissions\r\n";
    a.always(moved_to(b));
    open();
    EXPECT_TRUE(load());
    EXPECT_TRUE(load());
    EXPECT_THAT(b.asked(), ElementsAre("GET", "CLUSTER", "GET"));
}

TEST_F(RedisClusterNodes, ASlotThatIsMovingIsAskedForThereOnceAndStaysWhereItIs)
{
    a.always(ask_at(b));
    b.replies({"+OK\r\n", nothing, "+OK\r\n", nothing});
    open();
    EXPECT_TRUE(load());
    EXPECT_TRUE(load());
    EXPECT_THAT(a.asked(), ElementsAre("GET", "GET")) << "the map was changed by ASK";
    EXPECT_THAT(b.asked(), ElementsAre("ASKING", "GET", "ASKING", "GET"));
}

TEST_F(RedisClusterNodes, AScriptThatTheNextOwnerDoesNotKnowIsAskedForOnceMore)
{
    a.always(ask_at(b));
    b.replies({"+OK\r\n", "-NOSCRIPT No matching script.\r\n", "+OK\r\n", ":1\r\n"});
    open();
    EXPECT_TRUE(replace());
    EXPECT_THAT(b.asked(), ElementsAre("ASKING", "EVALSHA", "ASKING", "EVAL"));
}

TEST_F(RedisClusterNodes, AUserWhoMayNotAskIsDenied)
{
    a.always(ask_at(b));
    b.replies({"-NOPERM this user has no permissions to run 'asking'\r\n", moved_to(a)});
    open();
    EXPECT_EQ(load().error().code, Code::denied);
}

TEST_F(RedisClusterNodes, AKeyThatIsMovingIsTriedAgain)
{
    a.replies({"-TRYAGAIN Multiple keys request\r\n", "-TRYAGAIN Multiple keys request\r\n"});
    open();
    EXPECT_TRUE(load());
    EXPECT_EQ(a.count("GET"), 3);
}

TEST_F(RedisClusterNodes, NodesThatSendToEachOtherAreFollowedUntilOneHasIt)
{
    std::vector<std::optional<std::string>> to_a(20, moved_to(a)), to_b(20, moved_to(b));
    a.replies(to_b);
    b.replies(to_a);
    open();
    EXPECT_TRUE(load());
    EXPECT_EQ(a.count("GET") + b.count("GET"), 41);
}

TEST_F(RedisClusterNodes, NodesThatSendToEachOtherForEverAreUnavailableAtTheDeadline)
{
    a.always(moved_to(b));
    b.always(moved_to(a));
    open();
    const auto result = load(200ms);
    // The deadline may come while a node rests, and while one is asked.
    EXPECT_THAT(result.error().code, AnyOf(Code::unavailable, Code::timed_out));
    EXPECT_THAT(result.error().message, Not(HasSubstr("topology")));
    EXPECT_LE(a.count("GET") + b.count("GET"), 6 * 200 / 10 + 6) << "it does not rest";
}

TEST_F(RedisClusterNodes, ThatCannotNowAreAskedAgainUntilTheDeadline)
{
    for (const std::string error :
         {"-CLUSTERDOWN The cluster is down", "-MASTERDOWN Link with MASTER is down",
          "-LOADING Redis is loading", "-READONLY You can't write", "-NOREPLICAS Not enough",
          "-ERR Script attempted to execute a write command while the cluster is down and "
          "readonly"}) {
        Node node;
        node.replies({error + "\r\n", error + "\r\n", ":1\r\n"});
        const auto one = redis_store({.url = "redis://" + node.place() + "?topology=cluster"});
        EXPECT_TRUE(sync_wait(one->replace(key, 1, record_of(2), steady_clock::now() + 60s)))
            << error;
        node.always(error + "\r\n");
        const auto before = node.count("EVALSHA");
        const auto late =
            sync_wait(one->replace(key, 1, record_of(2), steady_clock::now() + 100ms));
        ASSERT_FALSE(late) << error;
        EXPECT_LE(node.count("EVALSHA") - before, 6) << error;
    }
}

TEST_F(RedisClusterNodes, AScriptThatAskedForAnotherNodesKeyIsAFault)
{
    a.always("-ERR Script attempted to access a non local key in a cluster node\r\n");
    open();
    EXPECT_EQ(replace().error().code, Code::corrupt);
    EXPECT_EQ(a.count("EVALSHA"), 1);
}

TEST_F(RedisClusterNodes, ANodeThatIsSaidToBeNowhereIsNotAsked)
{
    a.replies({"-MOVED 7 ?:7000\r\n", "-MOVED 7 nonsense\r\n"});
    open();
    EXPECT_TRUE(load());
    EXPECT_EQ(a.count("GET"), 3);
}

TEST_F(RedisClusterNodes, ANodeWithoutAHostIsOnTheOneThatSaidSo)
{
    a.always("-MOVED 7 " + b.place().substr(b.place().find(':')) + "\r\n");
    open();
    EXPECT_TRUE(load());
    EXPECT_EQ(b.count("GET"), 1);
}

TEST_F(RedisClusterNodes, WhatANodeAnnouncesMayBeReachedElsewhere)
{
    a.always("-MOVED 7 10.9.8.7:7777\r\n");
    store = redis_store({.url = "redis://" + a.place() + "?topology=cluster",
                         .address_map = {{"10.9.8.7:7777", b.place()}}});
    EXPECT_TRUE(load());
    EXPECT_EQ(b.count("GET"), 1);
}

TEST_F(RedisClusterNodes, AReadWhoseConnectionBrokeIsDoneOnceMoreElsewhere)
{
    a.always(moved_to(b));
    open();
    EXPECT_TRUE(load());
    a.always(nothing);
    b.replies({std::nullopt});
    EXPECT_TRUE(load());
    EXPECT_TRUE(load());
    EXPECT_EQ(a.count("GET"), 3);
    EXPECT_EQ(b.count("GET"), 2);
}

TEST_F(RedisClusterNodes, AWriteWhoseConnectionBrokeIsInDoubt)
{
    a.replies({std::nullopt});
    open();
    const auto result = replace();
    ASSERT_FALSE(result);
    EXPECT_TRUE(result.error().is_ambiguous());
    EXPECT_EQ(a.count("EVALSHA"), 1);
}

TEST_F(RedisClusterNodes, AnotherNodeIsAskedInsteadOfOneThatIsNotThere)
{
    std::optional<Node> gone;
    gone.emplace();
    a.always(moved_to(*gone));
    b.always(nothing);
    store =
        redis_store({.url = "redis://" + a.place() + "," + gone->place() + "?topology=cluster"});
    EXPECT_TRUE(load());
    gone.reset();
    a.always(moved_to(b)); // which took over
    EXPECT_TRUE(load());
    EXPECT_EQ(b.count("GET"), 1);
}

TEST_F(RedisClusterNodes, ALogoutThatReplicasKnowOfIsDone)
{
    a.replies({":1\r\n", ":2\r\n", nothing});
    open("&replicas_for_logout=2");
    const auto ended = erase();
    ASSERT_TRUE(ended);
    EXPECT_TRUE(*ended);
    EXPECT_EQ(a.words().at(1), (Words{"WAIT", "2", "50"}));
    EXPECT_TRUE(load());
    EXPECT_THAT(a.asked(), ElementsAre("UNLINK", "WAIT", "GET"));
}

TEST_F(RedisClusterNodes, ALogoutThatTooFewReplicasKnowOfIsOverHereAndEndedAgain)
{
    a.replies({":1\r\n", ":0\r\n"});
    open("&replicas_for_logout=1");
    ASSERT_TRUE(erase());
    // The record is there again, for who took over does not know.
    a.always("$" + std::to_string(record_of(1).bytes.size()) + "\r\n" + record_of(1).bytes +
             "\r\n");
    const auto loaded = load();
    ASSERT_TRUE(loaded);
    EXPECT_FALSE(*loaded);
    EXPECT_EQ(replace()->outcome, Replaced::Outcome::gone);
    const auto touched = sync_wait(store->touch(key, {}, {}, steady_clock::now() + 60s));
    EXPECT_TRUE(touched && !*touched);
    std::this_thread::sleep_for(1'100ms);
    const StoreKey other{std::string(32, 'o')};
    a.replies({nothing, ":1\r\n", ":1\r\n"});
    EXPECT_TRUE(sync_wait(store->load(other, steady_clock::now() + 60s)));
    EXPECT_EQ(a.count("UNLINK"), 2);
    EXPECT_EQ(a.words().back(), (Words{"WAIT", "1", "1"}));
    a.always(nothing);
    EXPECT_TRUE(load());
    EXPECT_EQ(a.asked().back(), "GET") << "a replica knows";
}

TEST_F(RedisClusterNodes, AnErrorOfWaitMeansThatNobodyKnowsAndItIsDoneAgain)
{
    for (const std::string error :
         {"-UNBLOCKED force unblock from blocking operation\r\n",
          "-ERR WAIT cannot be used with replica instances\r\n", "+OK\r\n"}) {
        Node node;
        node.replies({":1\r\n", error, ":0\r\n", ":1\r\n"});
        const auto one = redis_store(
            {.url = "redis://" + node.place() + "?topology=cluster", .replicas_for_logout = 1});
        EXPECT_TRUE(sync_wait(one->erase(key, true, steady_clock::now() + 60s))) << error;
        EXPECT_THAT(node.asked(), ElementsAre("UNLINK", "WAIT", "UNLINK", "WAIT", "CLUSTER"))
            << error;
        node.always(error);
        const auto late = sync_wait(one->erase(key, true, steady_clock::now() + 50ms));
        ASSERT_FALSE(late) << error;
    }
}

TEST_F(RedisClusterNodes, WhoMayNotWaitIsTold)
{
    a.replies({":1\r\n", "-NOPERM this user has no permissions to run 'wait'\r\n"});
    open("&replicas_for_logout=1");
    EXPECT_EQ(erase().error().code, Code::denied);
}

TEST_F(RedisClusterNodes, ThatAreNotSaidToBeAClusterAreAnErrorThatSaysSo)
{
    a.always(moved_to(b));
    store = redis_store({.url = "redis://" + a.place()});
    EXPECT_THAT(load().error().message, HasSubstr("topology=cluster"));
}

} // namespace
} // namespace costrel::inline v1::stores
