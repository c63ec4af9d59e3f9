// The tests of stores pass on a good store, and each wrong one fails those of the promise that it
// breaks.
#include <costrel/session/memory_store.hpp>
#include <costrel/testing/store_tests.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

constexpr Deadline never = Deadline::max();

// The names of the tests that the store fails.
std::vector<std::string> failed(const StoreFactory& open, const StoreTestOptions& options = {})
{
    std::vector<std::string> names;
    for (const StoreTest& test : store_tests())
        if (test.run(open, options))
            names.emplace_back(test.name());
    return names;
}

// A good store, in which a test spoils one call.
class Store : public SessionStore {
public:
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        return good->load(std::move(key), deadline);
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        return good->insert(std::move(key), std::move(record), deadline);
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        return good->replace(std::move(key), expected, std::move(record), deadline);
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        return good->touch(std::move(key), renewed, expires, deadline);
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        return good->erase(std::move(key), durable, deadline);
    }
    Task<StoreResult<std::size_t>> collect(std::size_t limit, Deadline deadline) override
    {
        return good->collect(limit, deadline);
    }

protected:
    std::optional<StoredRecord> now_there(const StoreKey& key)
    {
        auto loading = good->load(key, never);
        loading.start();
        return *loading.result();
    }
    void put(const StoreKey& key, StoredRecord record)
    {
        auto erasing = good->erase(key, false, never);
        erasing.start();
        auto inserting = good->insert(key, std::move(record), never);
        inserting.start();
    }

    std::shared_ptr<SessionStore> good = memory_store();
};

template <class S>
std::vector<std::string> failed_by()
{
    const auto store = std::make_shared<S>();
    return failed([store] { return store; });
}

TEST(StoreTests, PassOnTheMemoryStore)
{
    const auto memory = memory_store();
    const auto other = memory_store();
    EXPECT_THAT(failed([=] { return memory; }, {.apart = [=] { return other; }}), IsEmpty());
    EXPECT_GT(store_tests().size(), 30U);
}

TEST(StoreTests, EachHasANameOfItsOwnAndSaysWhatIsPromised)
{
    std::vector<std::string_view> names;
    for (const StoreTest& test : store_tests()) {
        EXPECT_GT(test.promise().size(), 10U);
        names.push_back(test.name());
    }
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
}

class ReplaceInserts final : public Store {
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        if (now_there(key))
            co_return co_await good->replace(std::move(key), expected, std::move(record), deadline);
        put(key, std::move(record));
        co_return Replaced{};
    }
};
TEST(StoreTests, SeeAReplaceThatInserts)
{
    EXPECT_THAT(failed_by<ReplaceInserts>(),
                IsSupersetOf({"ReplacingNothingMakesNothing", "WhatWasErasedIsGone",
                              "WhatEndsWhileOthersReplaceItStaysEnded"}));
}

class ReplaceOverwrites final : public Store {
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t, StoredRecord record,
                                        Deadline) override
    {
        if (!now_there(key))
            co_return Replaced{.outcome = Replaced::Outcome::gone};
        put(key, std::move(record));
        co_return Replaced{};
    }
};
TEST(StoreTests, SeeAReplaceThatOverwritesAnyVersion)
{
    EXPECT_THAT(
        failed_by<ReplaceOverwrites>(),
        IsSupersetOf({"AnotherVersionIsAConflictAndStays", "ARepeatedReplacementFindsItsOwnVersion",
                      "OfManyReplacementsOfAVersionOneIsDone"}));
}

class ReplaceLooksFirst final : public Store {
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline) override
    {
        auto there = now_there(key);
        if (!there)
            co_return Replaced{.outcome = Replaced::Outcome::gone};
        if (there->version != expected)
            co_return Replaced{.outcome = Replaced::Outcome::conflict,
                               .current = *std::move(there)};
        std::this_thread::sleep_for(1ms);
        put(key, std::move(record));
        co_return Replaced{};
    }
};
TEST(StoreTests, SeeAReplaceThatLooksFirstAndWritesThen)
{
    EXPECT_THAT(
        failed_by<ReplaceLooksFirst>(),
        IsSupersetOf({"OfManyReplacementsOfAVersionOneIsDone", "NoAcknowledgedChangeIsLost"}));
}

class ConflictWithoutARecord final : public Store {
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        auto reply = co_await good->replace(std::move(key), expected, std::move(record), deadline);
        if (reply->outcome == Replaced::Outcome::conflict)
            co_return Replaced{.outcome = Replaced::Outcome::conflict};
        co_return reply;
    }
};
TEST(StoreTests, SeeAConflictWithoutTheRecordThatIsThere)
{
    EXPECT_THAT(failed_by<ConflictWithoutARecord>(), Contains("AnotherVersionIsAConflictAndStays"));
}

class ReplaceKeepsTheEnd final : public Store {
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        if (const auto there = now_there(key))
            record.expires = there->expires;
        co_return co_await good->replace(std::move(key), expected, std::move(record), deadline);
    }
};
TEST(StoreTests, SeeAReplaceThatKeepsTheEnd)
{
    EXPECT_THAT(failed_by<ReplaceKeepsTheEnd>(), ElementsAre("AReplacementSetsTheEnd"));
}

class InsertOverwrites final : public Store {
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline) override
    {
        put(key, std::move(record));
        co_return true;
    }
};
TEST(StoreTests, SeeAnInsertThatOverwrites)
{
    EXPECT_THAT(
        failed_by<InsertOverwrites>(),
        IsSupersetOf({"InsertingWhereARecordIsChangesNothing", "OfManyInsertsAtOnceOneIsDone"}));
}

class TouchShortens final : public Store {
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline) override
    {
        auto there = now_there(key);
        if (!there)
            co_return false;
        write_renewed(there->bytes, renewed);
        there->expires = expires;
        put(key, *std::move(there));
        co_return true;
    }
};
TEST(StoreTests, SeeATouchThatShortens)
{
    EXPECT_THAT(failed_by<TouchShortens>(), Contains("ATouchNeverShortens"));
}

class TouchInserts final : public Store {
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        if (!now_there(key))
            put(key, {.expires = expires});
        co_return co_await good->touch(std::move(key), renewed, expires, deadline);
    }
};
TEST(StoreTests, SeeATouchThatInserts)
{
    EXPECT_THAT(failed_by<TouchInserts>(),
                IsSupersetOf({"TouchingNothingMakesNothing", "WhatWasErasedIsGone"}));
}

class TouchIsAChange final : public Store {
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        if (auto there = now_there(key)) {
            ++there->version;
            put(key, *std::move(there));
        }
        co_return co_await good->touch(std::move(key), renewed, expires, deadline);
    }
};
TEST(StoreTests, SeeATouchThatMakesANewVersion)
{
    EXPECT_THAT(failed_by<TouchIsAChange>(),
                IsSupersetOf({"ATouchWritesTheTimeAndNothingElse", "ATouchIsNoChange"}));
}

class TouchWritesWhatItRead final : public Store {
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline) override
    {
        auto there = now_there(key);
        if (!there)
            co_return false;
        std::this_thread::sleep_for(1ms);
        write_renewed(there->bytes, renewed);
        there->expires = std::max(there->expires, expires);
        put(key, *std::move(there));
        co_return true;
    }
};
TEST(StoreTests, SeeATouchThatWritesWhatItReadBefore)
{
    EXPECT_THAT(failed_by<TouchWritesWhatItRead>(),
                IsSupersetOf({"ATouchIsNoChange", "WhatEndsWhileOthersReplaceItStaysEnded"}));
}

class TouchChangesForeignRecords final : public Store {
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        if (auto there = now_there(key); there && there->bytes.size() > record_renewed_at + 8) {
            there->bytes.replace(record_renewed_at, 8, 8, '\0');
            put(key, *std::move(there));
        }
        co_return co_await good->touch(std::move(key), renewed, expires, deadline);
    }
};
TEST(StoreTests, SeeATouchThatChangesAnotherFrameworksRecord)
{
    EXPECT_THAT(failed_by<TouchChangesForeignRecords>(),
                Contains("ATouchLeavesAnotherFrameworksRecordAsItIs"));
}

class TouchDoesNothing final : public Store {
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis, SysMillis, Deadline) override
    {
        co_return now_there(key).has_value();
    }
};
TEST(StoreTests, SeeATouchThatDoesNothing)
{
    EXPECT_THAT(failed_by<TouchDoesNothing>(),
                ElementsAre("AnotherFrameworksRecordSaysWhenItEnds", "ATouchMovesTheEnd",
                            "ATouchWritesTheTimeAndNothingElse"));
}

class EraseDoesNothing final : public Store {
    Task<StoreResult<bool>> erase(StoreKey key, bool, Deadline) override
    {
        co_return now_there(key).has_value();
    }
};
TEST(StoreTests, SeeAnEraseThatDoesNothing)
{
    EXPECT_THAT(failed_by<EraseDoesNothing>(),
                IsSupersetOf({"WhatWasErasedIsGone", "WhatEndsWhileOthersReplaceItStaysEnded"}));
}

class EraseAlwaysDid final : public Store {
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        (void)co_await good->erase(std::move(key), durable, deadline);
        co_return true;
    }
};
TEST(StoreTests, SeeAnEraseThatAlwaysSaysYes)
{
    EXPECT_THAT(failed_by<EraseAlwaysDid>(),
                IsSupersetOf({"ErasingNothingIsNoError", "WhatWasErasedIsGone"}));
}

// What C strings do to keys and records.
class EndsAtZero final : public Store {
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        record.bytes.resize(std::min(record.bytes.size(), record.bytes.rfind('\0')));
        co_return co_await good->insert(std::move(key), std::move(record), deadline);
    }
};
TEST(StoreTests, SeeARecordThatEndsAtAZero)
{
    EXPECT_THAT(failed_by<EndsAtZero>(), Contains("ARecordComesBackByteForByte"));
}

class KeysEndAtZero final : public Store {
    static StoreKey cut(StoreKey key)
    {
        key.bytes.resize(std::min(key.bytes.size(), key.bytes.find('\0')));
        return key;
    }
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        return good->load(cut(std::move(key)), deadline);
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        return good->insert(cut(std::move(key)), std::move(record), deadline);
    }
    // A random key may begin with a zero, too.
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        key = cut(std::move(key));
        if (key.bytes.empty())
            co_return true;
        co_return co_await good->erase(std::move(key), durable, deadline);
    }

public:
    KeysEndAtZero() { put({.bytes = ""}, {.bytes = "of another", .expires = SysMillis::max()}); }
};
TEST(StoreTests, SeeAKeyThatEndsAtAZero)
{
    EXPECT_THAT(failed_by<KeysEndAtZero>(), Contains("AnyBytesAreAKey"));
}

class WholeKeysAreOurs final : public Store {
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        return good->load({.bytes = std::move(key.bytes)}, deadline);
    }
};
TEST(StoreTests, SeeThatWholeKeysAreTakenForOurs)
{
    EXPECT_THAT(failed_by<WholeKeysAreOurs>(), Contains("AWholeKeyIsAnotherOne"));
}

class LoadGivesNoEnd final : public Store {
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        const auto loaded = co_await good->load(std::move(key), deadline);
        if (!*loaded)
            co_return loaded;
        co_return StoredRecord{.bytes = (*loaded)->bytes, .version = (*loaded)->version};
    }
};
TEST(StoreTests, SeeALoadThatDoesNotSayWhenAnotherFrameworksRecordEnds)
{
    EXPECT_THAT(failed_by<LoadGivesNoEnd>(), ElementsAre("AnotherFrameworksRecordSaysWhenItEnds"));
}

class VersionsAreSigned final : public Store {
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        auto record = co_await good->load(std::move(key), deadline);
        if (*record && (*record)->version > INT64_MAX) {
            StoredRecord clipped = **record;
            clipped.version = INT64_MAX;
            co_return std::optional(clipped);
        }
        co_return record;
    }
};
TEST(StoreTests, SeeVersionsThatAreCutToSignedOnes)
{
    EXPECT_THAT(failed_by<VersionsAreSigned>(), Contains("AnyVersionIsAVersion"));
}

class CollectsEverything final : public Store {
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        record.expires = {};
        co_return co_await good->insert(std::move(key), std::move(record), deadline);
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        record.expires = {};
        co_return co_await good->replace(std::move(key), expected, std::move(record), deadline);
    }
};
TEST(StoreTests, SeeACollectThatTakesWhatIsGood)
{
    EXPECT_THAT(failed_by<CollectsEverything>(),
                IsSupersetOf({"CollectingLeavesWhatIsGood", "AFarEndIsNoneThatHasPassed"}));
}

class CollectsWithoutALimit final : public Store {
    Task<StoreResult<std::size_t>> collect(std::size_t, Deadline deadline) override
    {
        return good->collect(1'000'000, deadline);
    }
};
TEST(StoreTests, SeeACollectWithoutALimit)
{
    EXPECT_THAT(failed_by<CollectsWithoutALimit>(), ElementsAre("CollectingTakesAtMostSoMany"));
}

// memcached takes more seconds than those of 30 days for a time point of 1970.
class MoreThanAMonthIsPast final : public Store {
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        if (record.expires > std::chrono::system_clock::now() + 24h * 30)
            record.expires = {};
        co_return co_await good->insert(std::move(key), std::move(record), deadline);
    }
};
TEST(StoreTests, SeeAnEndInAYearThatIsTakenForAPastOne)
{
    EXPECT_THAT(failed_by<MoreThanAMonthIsPast>(), ElementsAre("AFarEndIsNoneThatHasPassed"));
}

// One connection for all, on which the first to read gets the reply to the last question.
class MixesReplies final : public Store {
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        ask(std::move(key));
        std::this_thread::sleep_for(1ms);
        co_return co_await good->load(asked(), deadline);
    }
    void ask(StoreKey key)
    {
        const std::lock_guard lock(mutex_);
        asked_ = std::move(key);
    }
    StoreKey asked()
    {
        const std::lock_guard lock(mutex_);
        return asked_;
    }

    std::mutex mutex_;
    StoreKey asked_;
};
TEST(StoreTests, SeeRepliesThatAreMixedUp)
{
    EXPECT_THAT(failed_by<MixesReplies>(), Contains("EachGetsItsOwnRecord"));
}

class Caches final : public Store {
public:
    explicit Caches(std::shared_ptr<SessionStore> database) { good = std::move(database); }
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        const std::lock_guard lock(mutex_);
        const auto found = cache_.find(key);
        if (found != cache_.end())
            co_return found->second;
        auto record = co_await good->load(key, deadline);
        co_return cache_[key] = *record;
    }

private:
    std::mutex mutex_;
    std::map<StoreKey, std::optional<StoredRecord>> cache_;
};
TEST(StoreTests, SeeAStoreThatKeepsWhatItReadOnce)
{
    const auto database = memory_store();
    EXPECT_THAT(failed([=] { return std::make_shared<Caches>(database); }),
                Contains("OneStoreSeesWhatAnotherDid"));
}

TEST(StoreTests, SeeApplicationsThatAreNotApart)
{
    const auto memory = memory_store();
    const auto open = [=] { return memory; };
    EXPECT_THAT(failed(open, {.apart = open}), ElementsAre("ApplicationsAreApart"));
}

// Each joins, and only then looks who is too many.
class LooksForTheCapLater final : public Store, private UserIndex {
public:
    UserIndex* users() noexcept override { return this; }

private:
    Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now, SysMillis end,
                                   std::size_t cap, Deadline deadline) override
    {
        auto reply = co_await good->users()->join(user, session, now, end, 0, deadline);
        Joined joined = *std::move(reply);
        std::this_thread::sleep_for(1ms);
        const auto listed = co_await good->users()->list(user, now, deadline); // the latest first
        std::vector<StoreKey> others = *listed;
        std::erase(others, session);
        if (cap > 0 && others.size() >= cap)
            joined.displaced.assign(others.begin() + static_cast<std::ptrdiff_t>(cap) - 1,
                                    others.end());
        co_return joined;
    }
    Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                    Deadline deadline) override
    {
        return good->users()->confirm(std::move(user), std::move(session), epoch, deadline);
    }
    Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline deadline) override
    {
        return good->users()->leave(std::move(user), std::move(session), deadline);
    }
    Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now,
                                                  Deadline deadline) override
    {
        return good->users()->list(std::move(user), now, deadline);
    }
    Task<StoreResult<std::vector<StoreKey>>> end_all(StoreKey user, std::optional<StoreKey> keep,
                                                     Deadline deadline) override
    {
        return good->users()->end_all(std::move(user), std::move(keep), deadline);
    }
};
TEST(StoreTests, SeeLoginsAtOnceThatEndEachOther)
{
    EXPECT_THAT(failed_by<LooksForTheCapLater>(), Contains("TheCapHoldsAtOnce"));
}

class Throws final : public Store {
    Task<StoreResult<bool>> erase(StoreKey, bool, Deadline) override
    {
        throw std::runtime_error("the database went away");
        co_return true;
    }
};
class Suspends final : public Store {
    Task<StoreResult<bool>> erase(StoreKey, bool, Deadline) override
    {
        co_await std::suspend_always();
        co_return true;
    }
};
class Fails final : public Store {
    Task<StoreResult<bool>> erase(StoreKey, bool, Deadline) override
    {
        co_return StoreError{.message = "the disk is full"};
    }
};
TEST(StoreTests, SayWhatWasThrownSuspendedOrFailed)
{
    const auto erasing = std::find_if(store_tests().begin(), store_tests().end(), [](auto& test) {
        return test.name() == "ErasingNothingIsNoError";
    });
    ASSERT_NE(erasing, store_tests().end());
    EXPECT_EQ(erasing->run([] { return std::make_shared<Throws>(); }),
              "erase() threw, where it must give a StoreError: the database went away");
    EXPECT_EQ(erasing->run([] { return std::make_shared<Suspends>(); }),
              "erase() of a task without a loop suspended, where it must block");
    EXPECT_EQ(erasing->run([] { return std::make_shared<Fails>(); }),
              "erase() failed: the disk is full");
}

TEST(StoreTests, RunAsAProgramAndCount)
{
    const auto memory = memory_store();
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(costrel::run_store_tests([=] { return memory; }), 0);
    EXPECT_EQ(::testing::internal::GetCapturedStdout(),
              std::to_string(store_tests().size()) + " passed, 0 failed\n");
    ::testing::internal::CaptureStdout();
    const auto wrong = std::make_shared<ReplaceKeepsTheEnd>();
    EXPECT_EQ(costrel::run_store_tests([=] { return wrong; }), 1);
    EXPECT_EQ(
        ::testing::internal::GetCapturedStdout(),
        "AReplacementSetsTheEnd: replace() gives the record the new one's end. But the record "
        "ended at the end that it had before\n" +
            std::to_string(store_tests().size() - 1) + " passed, 1 failed\n");
}

} // namespace
