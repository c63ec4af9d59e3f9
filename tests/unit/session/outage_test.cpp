// What becomes of a request whose session the store does not give.
#include "session/stale_records.hpp"
#include "visit.hpp"

#include <costrel/session/errors.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session/store.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::chrono::sys_seconds T(1'700'000'000s);

// A store in memory that can be out of reach.
class Switched final : public SessionStore {
public:
    bool is_down = false;

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline deadline) override
    {
        if (is_down)
            co_return StoreError{};
        co_return co_await store_->load(std::move(key), deadline);
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline deadline) override
    {
        if (is_down)
            co_return StoreError{};
        co_return co_await store_->insert(std::move(key), std::move(record), deadline);
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline deadline) override
    {
        if (is_down)
            co_return StoreError{};
        co_return co_await store_->replace(std::move(key), expected, std::move(record), deadline);
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline deadline) override
    {
        if (is_down)
            co_return StoreError{};
        co_return co_await store_->touch(std::move(key), renewed, expires, deadline);
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline deadline) override
    {
        if (is_down)
            co_return StoreError{};
        co_return co_await store_->erase(std::move(key), durable, deadline);
    }

private:
    std::shared_ptr<SessionStore> store_ = memory_store();
};

class AnOutage : public testing::Test {
protected:
    void let(Outage outage, std::chrono::seconds stale_for = 0s)
    {
        sessions = SessionInterface({.secret_key = "a key of more than sixteen bytes",
                                     .session_store = store,
                                     .session_outage = outage,
                                     .session_stale_for = stale_for});
        Visit visit(sessions, "", T);
        visit.session["_user_id"] = "ann";
        cookie = visit.set_cookie();
        cookie.resize(cookie.find(';'));
    }
    void use(std::chrono::sys_seconds now = T)
    {
        (void)Visit(sessions, cookie, now).session.empty();
    }
    std::uint64_t count(Outage outage) const
    {
        return sessions.counters().outages[static_cast<std::size_t>(outage)];
    }

    std::shared_ptr<Switched> store = std::make_shared<Switched>();
    SessionInterface sessions{
        {.secret_key = "a key of more than sixteen bytes", .session_store = store}};
    std::string cookie;
};

TEST_F(AnOutage, EndsTheRequestUnlessTheConfigurationSaysOtherwise)
{
    let(Outage::fail);
    store->is_down = true;
    EXPECT_THROW(use(), StoreUnavailableError);
    EXPECT_EQ(count(Outage::fail), 1U);
    cookie.clear();
    EXPECT_NO_THROW(use()) << "who has no session does not need the store";
}

TEST_F(AnOutage, MayLeaveTheRequestWithoutASession)
{
    let(Outage::anonymous);
    store->is_down = true;
    Visit visit(sessions, cookie, T);
    EXPECT_EQ(visit.session.origin(), SessionOrigin::unavailable);
    EXPECT_TRUE(visit.session.empty());
    EXPECT_THROW(visit.session.set("a", 1), StoreUnavailableError);
    EXPECT_THROW(visit.session.clear(), StoreUnavailableError)
        << "a logout is not reported as done";
    const SavedSession saved = visit.save();
    EXPECT_TRUE(saved.set_cookies.empty()) << "the client keeps its session";
    EXPECT_TRUE(saved.vary_cookie);
    EXPECT_EQ(count(Outage::anonymous), 1U);
    store->is_down = false;
    EXPECT_FALSE(Visit(sessions, cookie, T).session.empty());
}

TEST_F(AnOutage, MayShowWhatTheSessionWas)
{
    let(Outage::stale, 60s);
    EXPECT_FALSE(Visit(sessions, cookie, T).session.empty());
    store->is_down = true;
    Visit visit(sessions, cookie, T + 60s);
    EXPECT_EQ(visit.session.get<std::string>("_user_id"), "ann");
    EXPECT_THROW(visit.session.set("a", 1), StoreUnavailableError);
    EXPECT_TRUE(visit.save().set_cookies.empty());
    EXPECT_EQ(count(Outage::stale), 1U);
    EXPECT_THROW(use(T + 61s), StoreUnavailableError) << "not for ever";
    EXPECT_EQ(count(Outage::fail), 1U);
}

TEST_F(AnOutage, ShowsWhatWasStoredLast)
{
    let(Outage::stale, 60s);
    Visit change(sessions, cookie, T);
    change.session["cart"] = 1;
    (void)change.save();
    store->is_down = true;
    EXPECT_EQ(Visit(sessions, cookie, T).session.get<int>("cart"), 1);
}

TEST_F(AnOutage, ShowsNothingOfASessionThatEndedHere)
{
    let(Outage::stale, 60s);
    Visit logout(sessions, cookie, T);
    logout.session.clear();
    (void)logout.save();
    store->is_down = true;
    EXPECT_THROW(use(), StoreUnavailableError);
}

TEST_F(AnOutage, ThatBeginsBeforeTheSaveIsNeverReportedAsDone)
{
    for (const Outage outage : {Outage::fail, Outage::anonymous, Outage::stale}) {
        store->is_down = false;
        let(outage, outage == Outage::stale ? 60s : 0s);
        Visit visit(sessions, cookie, T);
        visit.session["a"] = 1;
        store->is_down = true;
        EXPECT_THROW((void)visit.save(), StoreUnavailableError);
    }
}

TEST_F(AnOutage, IsConfiguredAsItCanWork)
{
    EXPECT_THROW(let(Outage::stale), ConfigError) << "how old it may be is to be said";
    EXPECT_THROW(let(Outage::fail, 60s), ConfigError);
    EXPECT_THROW(let(Outage::stale, -1s), ConfigError);
    EXPECT_THROW(SessionInterface({.secret_key = "a key of more than sixteen bytes",
                                   .session_outage = Outage::anonymous}),
                 ConfigError)
        << "there is no store";
}

TEST(StaleRecords, AreSoManyAtMost)
{
    session::StaleRecords records(60s);
    const auto key = [](std::size_t number) { return StoreKey{std::to_string(number)}; };
    for (std::size_t i = 0; i <= session::StaleRecords::most; ++i)
        records.keep(key(i), {.bytes = "x"}, T);
    EXPECT_EQ(records.find(key(0), T), std::nullopt) << "the one that was read longest ago went";
    EXPECT_TRUE(records.find(key(1), T).has_value());
}

TEST(StaleRecords, TakeSoMuchMemoryAtMost)
{
    session::StaleRecords records(60s);
    const std::string half(session::StaleRecords::most_bytes / 2, 'x');
    for (const char* key : {"a", "b", "a", "c"})
        records.keep({key}, {.bytes = half}, T);
    EXPECT_FALSE(records.find({"b"}, T).has_value());
    EXPECT_TRUE(records.find({"a"}, T).has_value()) << "it was read again";
    EXPECT_TRUE(records.find({"c"}, T).has_value());
    records.keep({"d"}, {.bytes = half + half + "x"}, T);
    EXPECT_FALSE(records.find({"d"}, T).has_value());
}

} // namespace
