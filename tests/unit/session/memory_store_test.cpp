#include <costrel/session/memory_store.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;

constexpr SysMillis T(1'700'000'000'000ms);
constexpr Deadline never = Deadline::max();

// What a task of a store that never waits gives.
template <class T>
T now(Task<T> task)
{
    task.start();
    EXPECT_TRUE(task.done());
    return task.result();
}

StoreKey key(std::string bytes)
{
    return {.bytes = std::move(bytes)};
}
StoredRecord record(std::string bytes, std::uint64_t version, SysMillis expires = T + 1h)
{
    return {.bytes = std::move(bytes), .version = version, .expires = expires};
}

class MemoryStore : public testing::Test {
protected:
    std::optional<std::string> bytes(const std::string& name)
    {
        const auto loaded = now(store->load(key(name), never));
        return *loaded ? std::optional((*loaded)->bytes) : std::nullopt;
    }
    bool insert(const std::string& name, StoredRecord value)
    {
        return *now(store->insert(key(name), std::move(value), never));
    }

    std::shared_ptr<SessionStore> store = memory_store(10'000);
};

TEST_F(MemoryStore, InsertsOnlyWhereNothingIs)
{
    EXPECT_TRUE(store->is_immediate());
    EXPECT_EQ(bytes("a"), std::nullopt);
    EXPECT_TRUE(insert("a", record("one", 1)));
    EXPECT_FALSE(insert("a", record("two", 2)));
    EXPECT_EQ(bytes("a"), "one");
}

TEST_F(MemoryStore, CountsWhatHasNotEnded)
{
    insert("a", record("one", 1, T + 1h));
    insert("b", record("two", 1, T + 2h));
    EXPECT_EQ(*now(store->count(T, never)), 2U);
    EXPECT_EQ(*now(store->count(T + 1h, never)), 1U);
    EXPECT_EQ(*now(store->count(T + 2h, never)), 0U);
}

TEST_F(MemoryStore, ReplacesOnlyTheVersionThatIsNamed)
{
    insert("a", record("one", 1));
    const auto conflict = now(store->replace(key("a"), 7, record("two", 2), never));
    EXPECT_EQ(conflict->outcome, Replaced::Outcome::conflict);
    EXPECT_EQ(conflict->current.bytes, "one");
    EXPECT_EQ(conflict->current.version, 1U);
    EXPECT_EQ(now(store->replace(key("a"), 1, record("two", 2), never))->outcome,
              Replaced::Outcome::done);
    EXPECT_EQ(bytes("a"), "two");
}

TEST_F(MemoryStore, NeverMakesARecordWhereNoneIs)
{
    EXPECT_EQ(now(store->replace(key("a"), 1, record("two", 2), never))->outcome,
              Replaced::Outcome::gone);
    EXPECT_FALSE(*now(store->touch(key("a"), T, T + 1h, never)));
    EXPECT_FALSE(*now(store->erase(key("a"), true, never)));
    EXPECT_EQ(bytes("a"), std::nullopt);
}

TEST_F(MemoryStore, ATouchMovesTheEndAndNeverBack)
{
    insert("a", record("one", 1, T + 1h));
    EXPECT_TRUE(*now(store->touch(key("a"), T, T + 2h, never)));
    EXPECT_TRUE(*now(store->touch(key("a"), T, T, never)));
    const auto loaded = now(store->load(key("a"), never));
    EXPECT_EQ((*loaded)->expires, T + 2h);
    EXPECT_EQ((*loaded)->version, 1U);
    EXPECT_EQ((*loaded)->bytes, "one") << "another framework's record stays as it is";
}

TEST_F(MemoryStore, ErasesForGood)
{
    insert("a", record("one", 1));
    EXPECT_TRUE(*now(store->erase(key("a"), true, never)));
    EXPECT_EQ(bytes("a"), std::nullopt);
    EXPECT_EQ(now(store->replace(key("a"), 1, record("two", 2), never))->outcome,
              Replaced::Outcome::gone);
}

TEST_F(MemoryStore, AWholeKeyIsAnotherOne)
{
    insert("a", record("one", 1));
    EXPECT_FALSE(*now(store->load({.bytes = "a", .whole = true}, never)));
}

TEST_F(MemoryStore, WhenItIsFullWhatWasUsedLongestAgoGoes)
{
    const std::string text(2'700, 'x');
    insert("a", record(text, 1));
    insert("b", record(text, 1));
    (void)bytes("a");
    insert("c", record(text, 1));
    insert("d", record(text, 1));
    EXPECT_EQ(bytes("b"), std::nullopt);
    EXPECT_TRUE(bytes("a"));
    EXPECT_TRUE(bytes("d"));
    const auto refused = now(store->insert(key("e"), record(std::string(20'000, 'x'), 1), never));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, StoreError::Code::full);
    EXPECT_TRUE(bytes("a")) << "nothing went for what does not fit anyway";
}

TEST_F(MemoryStore, ForgetsWhatExpiredWhenItIsAskedTo)
{
    const SysMillis far = T + std::chrono::years(400);
    insert("old", record("one", 1, T));
    insert("older", record("one", 1, T));
    insert("good", record("one", 1, far));
    EXPECT_EQ(*now(store->collect(1, never)), 1U);
    EXPECT_EQ(*now(store->collect(10, never)), 1U);
    EXPECT_EQ(*now(store->collect(10, never)), 0U);
    EXPECT_TRUE(bytes("good"));
}

TEST_F(MemoryStore, OfManyThreadsOneReplacesAVersion)
{
    insert("a", record("0", 0));
    std::atomic<int> done = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (std::uint64_t version = 0; version < 200; ++version) {
                auto replacing = store->replace(key("a"), version, record("x", version + 1), never);
                replacing.start();
                if (replacing.result()->outcome == Replaced::Outcome::done)
                    ++done;
            }
        });
    for (std::thread& thread : threads)
        thread.join();
    const auto loaded = now(store->load(key("a"), never));
    EXPECT_EQ(static_cast<std::uint64_t>(done), (*loaded)->version);
}

} // namespace
