#include "session/commit_queue.hpp"

#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/task.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using session::CommitQueue;
using Turn = CommitQueue::Turn;
using ::testing::ElementsAre;

// A loop that runs what was posted when the test says so.
class PlayedLoop final : public detail::EventLoop {
public:
    bool is_here() const noexcept override { return true; }
    void post(std::function<void()> call) override { posted_.push_back(std::move(call)); }
    std::unique_ptr<detail::DescriptorWatch> watch(int) override { return nullptr; }
    std::shared_ptr<detail::LoopLocal>& local(std::uint64_t) override { return local_; }

    void run()
    {
        while (!posted_.empty()) {
            const auto call = std::move(posted_.front());
            posted_.erase(posted_.begin());
            call();
        }
    }

private:
    std::vector<std::function<void()>> posted_;
    std::shared_ptr<detail::LoopLocal> local_;
};

// One that stores a session: it notes what it was given, and holds its turn until it is let go.
struct Storing {
    Task<void> run(CommitQueue& queue, const StoreKey& key, std::vector<std::string>& log)
    {
        CommitQueue::Turn turn(queue, key, std::chrono::steady_clock::now() + 20ms);
        co_await turn;
        state = turn.state();
        log.push_back(name + (turn.newest() ? " after " + turn.newest()->bytes : ""));
        if (is_held)
            co_await std::suspend_always();
        turn.hand_on(StoredRecord{.bytes = name});
    }

    std::string name;
    bool is_held = false;
    CommitQueue::Turn::State state = CommitQueue::Turn::State::none;
};

class CommitQueueTest : public ::testing::Test {
protected:
    Task<void> start(Storing& storing, const StoreKey& of)
    {
        Task<void> task = storing.run(queue, of, log);
        task.set_loop(loop);
        task.start();
        return task;
    }
    // Ends what Storing::is_held holds.
    static void let_go(Task<void>& task) { task.start(); }

    PlayedLoop played;
    detail::TaskLoop loop{nullptr, &played};
    CommitQueue queue;
    StoreKey key{.bytes = "one"};
    StoreKey other{.bytes = "other"};
    std::vector<std::string> log;
};

TEST_F(CommitQueueTest, OneAfterTheOtherStoresASessionAndIsGivenWhatTheOneBeforeStored)
{
    Storing a{.name = "a", .is_held = true}, b{.name = "b"}, c{.name = "c"};
    Task<void> first = start(a, key);
    const Task<void> second = start(b, key);
    const Task<void> third = start(c, key);
    EXPECT_THAT(log, ElementsAre("a"));
    let_go(first);
    EXPECT_THAT(log, ElementsAre("a")) << "the next one goes on in its own loop";
    played.run();
    EXPECT_THAT(log, ElementsAre("a", "b after a", "c after b"));
    EXPECT_EQ(c.state, CommitQueue::Turn::State::granted);
}

TEST_F(CommitQueueTest, SessionsDoNotWaitForEachOther)
{
    Storing a{.name = "a", .is_held = true}, b{.name = "b"};
    const Task<void> first = start(a, key);
    const Task<void> second = start(b, other);
    EXPECT_THAT(log, ElementsAre("a", "b"));
}

TEST_F(CommitQueueTest, WhoIsDestroyedWhileItWaitsIsLeftOut)
{
    Storing a{.name = "a", .is_held = true}, b{.name = "b"}, c{.name = "c"};
    Task<void> first = start(a, key);
    std::optional<Task<void>> second = start(b, key);
    const Task<void> third = start(c, key);
    second.reset();
    let_go(first);
    played.run();
    EXPECT_THAT(log, ElementsAre("a", "c after a"));
}

TEST_F(CommitQueueTest, WhoIsDestroyedWhenItsTurnHasComeHandsItOn)
{
    Storing a{.name = "a", .is_held = true}, b{.name = "b"}, c{.name = "c"};
    Task<void> first = start(a, key);
    std::optional<Task<void>> second = start(b, key);
    const Task<void> third = start(c, key);
    let_go(first);
    second.reset(); // before its loop has brought it back
    played.run();
    EXPECT_THAT(log, ElementsAre("a", "c after a"));
}

TEST_F(CommitQueueTest, WhoIsDestroyedInItsTurnLetsTheNextOneGoOn)
{
    Storing a{.name = "a", .is_held = true}, b{.name = "b"};
    std::optional<Task<void>> first = start(a, key);
    const Task<void> second = start(b, key);
    first.reset();
    played.run();
    EXPECT_THAT(log, ElementsAre("a", "b")) << "nobody knows what the first one stored";
}

TEST_F(CommitQueueTest, OnlySoManyWaitForOneSession)
{
    Storing a{.name = "a", .is_held = true};
    Task<void> first = start(a, key);
    std::vector<Storing> waiting(CommitQueue::longest, Storing{.name = "w"});
    std::vector<Task<void>> tasks;
    for (Storing& one : waiting)
        tasks.push_back(start(one, key));
    Storing refused{.name = "r"};
    const Task<void> last = start(refused, key);
    EXPECT_TRUE(last.done());
    EXPECT_EQ(refused.state, CommitQueue::Turn::State::refused);
    let_go(first);
    played.run();
    EXPECT_EQ(log.size(), CommitQueue::longest + 2);
}

TEST_F(CommitQueueTest, AThreadWaitsForItsTurnAndGoesOnWithoutItInTheEnd)
{
    Storing a{.name = "a", .is_held = true}, b{.name = "b"}, c{.name = "c"};
    Task<void> first = start(a, key);
    Task<void> second = b.run(queue, key, log); // without a loop
    second.start();
    EXPECT_TRUE(second.done()) << "who holds the turn may need this very thread";
    EXPECT_EQ(b.state, CommitQueue::Turn::State::none);
    let_go(first);
    Task<void> third = start(c, key);
    EXPECT_TRUE(third.done()) << "and its place is gone";
    EXPECT_EQ(c.state, CommitQueue::Turn::State::granted);
}

// A store whose first replace() lasts until the test ends it.
class SlowStore final : public SessionStore {
public:
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        return memory_->load(std::move(key), deadline);
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        return memory_->insert(std::move(key), std::move(record), deadline);
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        std::unique_lock lock(mutex_);
        if (++replaced == 1)
            ended_.wait(lock, [&] { return is_ended_; });
        auto replacing = memory_->replace(std::move(key), expected, std::move(record), deadline);
        replacing.start();
        auto reply = replacing.result();
        conflicts += reply->outcome == Replaced::Outcome::conflict ? 1 : 0;
        co_return reply;
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        return memory_->touch(std::move(key), renewed, expires, deadline);
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        return memory_->erase(std::move(key), durable, deadline);
    }
    void end()
    {
        const std::lock_guard lock(mutex_);
        is_ended_ = true;
        ended_.notify_all();
    }
    int take_replaced()
    {
        const std::lock_guard lock(mutex_);
        return replaced;
    }

    int replaced = 0;
    int conflicts = 0;

private:
    std::shared_ptr<SessionStore> memory_ = memory_store();
    std::mutex mutex_;
    std::condition_variable ended_;
    bool is_ended_ = false;
};

TEST(CommitsOfOneProcess, DoNotConflictWithEachOther)
{
    const auto store = std::make_shared<SlowStore>();
    const SessionInterface sessions({.secret_key = "a key of more than sixteen bytes",
                                     .session_store = store,
                                     .session_store_timeout = 60s});
    SessionExchange begin(sessions);
    begin.session()["n"] = 0;
    std::string cookie = begin.finish().set_cookies[0];
    cookie.resize(cookie.find(';'));
    constexpr int threads = 8;
    std::mutex mutex;
    int loaded = 0;
    std::vector<std::jthread> requests;
    for (int i = 0; i < threads; ++i)
        requests.emplace_back([&] {
            SessionExchange exchange(sessions);
            exchange.add_cookie_field(cookie);
            exchange.session().add("n");
            {
                const std::lock_guard lock(mutex);
                ++loaded;
            }
            exchange.finish();
        });
    const auto all_loaded = [&] {
        const std::lock_guard lock(mutex);
        return loaded == threads;
    };
    while (!all_loaded() || store->take_replaced() == 0)
        std::this_thread::sleep_for(1ms);
    std::this_thread::sleep_for(50ms); // so that the others have come as far as they can
    store->end();
    requests.clear();
    EXPECT_EQ(store->conflicts, 0);
    EXPECT_EQ(store->replaced, threads);
    SessionExchange end(sessions);
    end.add_cookie_field(cookie);
    EXPECT_EQ(end.session().get("n", 0), threads);
}

} // namespace
