// The tests of who lists the sessions of a user fail where a promise is broken.
#include <costrel/session/memory_store.hpp>
#include <costrel/testing/store_tests.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace costrel;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

// What a list does wrong.
enum class Fault {
    none,
    confirms_all,     // whatever happened meanwhile
    has_one_list,     // of all users
    keeps_the_epoch,  // when all are ended
    lists_what_ended, // before the end that was told
    forgets_the_cap,
    displaces_the_newest,
    takes_them_out, // that are too many, already when they are counted
    never_leaves,
    ends_nothing,
    ends_all, // also the one that is to be kept
};

class Faulty final : public SessionStore, private UserIndex {
public:
    explicit Faulty(Fault fault) : fault_(fault) {}

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        return good_->load(std::move(key), deadline);
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        return good_->insert(std::move(key), std::move(record), deadline);
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        return good_->replace(std::move(key), expected, std::move(record), deadline);
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        return good_->touch(std::move(key), renewed, expires, deadline);
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        return good_->erase(std::move(key), durable, deadline);
    }
    Task<StoreResult<std::size_t>> collect(std::size_t limit, Deadline deadline) override
    {
        return good_->collect(limit, deadline);
    }
    UserIndex* users() noexcept override { return this; }

private:
    StoreKey list_of(StoreKey user) const
    {
        return fault_ == Fault::has_one_list ? StoreKey{"all"} : std::move(user);
    }

    Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now, SysMillis end,
                                   std::size_t cap, Deadline deadline) override
    {
        if (fault_ == Fault::lists_what_ended)
            end = SysMillis(SysMillis::duration(1'000'000'000'000'000));
        if (fault_ == Fault::forgets_the_cap)
            cap = 0;
        user = list_of(std::move(user));
        auto joined = co_await good_->users()->join(user, session, now, end, cap, deadline);
        if (fault_ == Fault::keeps_the_epoch)
            joined = Joined{.epoch = 7, .displaced = joined->displaced};
        if (fault_ == Fault::displaces_the_newest && !joined->displaced.empty())
            joined = Joined{.epoch = joined->epoch, .displaced = {session}};
        if (fault_ == Fault::takes_them_out)
            for (const StoreKey& displaced : joined->displaced)
                (void)co_await good_->users()->leave(user, displaced, deadline);
        co_return joined;
    }
    Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                    Deadline deadline) override
    {
        if (fault_ == Fault::confirms_all)
            co_return true;
        if (fault_ == Fault::keeps_the_epoch) {
            auto listed = co_await good_->users()->list(user, SysMillis(), deadline);
            co_return std::ranges::find(*listed, session) != listed->end();
        }
        co_return co_await good_->users()->confirm(list_of(std::move(user)), session, epoch,
                                                   deadline);
    }
    Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline deadline) override
    {
        if (fault_ == Fault::never_leaves)
            co_return true;
        co_return co_await good_->users()->leave(list_of(std::move(user)), session, deadline);
    }
    Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now,
                                                  Deadline deadline) override
    {
        return good_->users()->list(list_of(std::move(user)), now, deadline);
    }
    Task<StoreResult<std::vector<StoreKey>>> end_all(StoreKey user, std::optional<StoreKey> keep,
                                                     Deadline deadline) override
    {
        if (fault_ == Fault::ends_nothing)
            co_return std::vector<StoreKey>();
        if (fault_ == Fault::ends_all)
            keep.reset();
        co_return co_await good_->users()->end_all(list_of(std::move(user)), keep, deadline);
    }

    Fault fault_;
    std::shared_ptr<SessionStore> good_ = memory_store();
};

// The names of the tests that fail.
std::vector<std::string> failed_by(Fault fault)
{
    const auto store = std::make_shared<Faulty>(fault);
    std::vector<std::string> names;
    for (const StoreTest& test : store_tests())
        if (test.run([store] { return store; }, {}))
            names.emplace_back(test.name());
    return names;
}

TEST(UserTests, PassOnAGoodList)
{
    EXPECT_THAT(failed_by(Fault::none), IsEmpty());
}

TEST(UserTests, SeeEachPromiseThatIsBroken)
{
    EXPECT_THAT(failed_by(Fault::confirms_all),
                IsSupersetOf({"SessionsOfAUserAreListed", "AllCanBeEndedButOne"}));
    EXPECT_THAT(failed_by(Fault::has_one_list), Contains("UsersAreApart"));
    EXPECT_THAT(failed_by(Fault::keeps_the_epoch), Contains("AllCanBeEndedButOne"));
    EXPECT_THAT(failed_by(Fault::lists_what_ended), Contains("WhatEndedIsNotListed"));
    EXPECT_THAT(failed_by(Fault::forgets_the_cap),
                IsSupersetOf({"TheOldestAreTooMany", "TheCapHoldsAtOnce"}));
    EXPECT_THAT(failed_by(Fault::displaces_the_newest), Contains("TheOldestAreTooMany"));
    EXPECT_THAT(failed_by(Fault::takes_them_out), Contains("TheOldestAreTooMany"));
    EXPECT_THAT(failed_by(Fault::never_leaves), Contains("SessionsOfAUserAreListed"));
    EXPECT_THAT(failed_by(Fault::ends_nothing),
                IsSupersetOf({"UsersAreApart", "AUserMayHaveAThousandSessions"}));
    EXPECT_THAT(failed_by(Fault::ends_all), Contains("AllCanBeEndedButOne"));
}

} // namespace
