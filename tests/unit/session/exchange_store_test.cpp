// Requests whose sessions are in a store: whole, by blocking, as another server has them.
#include "unit/session/watched_store.hpp"
#include "visit.hpp"

#include <costrel/errors.hpp>
#include <costrel/session/errors.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session/record_format.hpp>
#include <costrel/session/store.hpp>
#include <costrel/session_observer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::chrono::sys_seconds T(1'700'000'000s);

SessionConfig in_memory()
{
    return {.secret_key = "a key of more than sixteen bytes", .session_store = "memory:"};
}

// The Cookie field that follows a Set-Cookie field.
std::string cookie_of(const std::string& set_cookie)
{
    return set_cookie.substr(0, set_cookie.find(';'));
}

class InMemory : public testing::Test {
protected:
    // A client whose session has one entry.
    std::string log_in(std::chrono::sys_seconds now = T)
    {
        Visit visit(sessions, "", now);
        visit.session["_user_id"] = "ann";
        return cookie_of(visit.set_cookie());
    }

    SessionInterface sessions{in_memory()};
};

TEST_F(InMemory, ASessionIsThereInTheNextRequest)
{
    const std::string cookie = log_in();
    EXPECT_THAT(cookie, testing::Not(HasSubstr("ann")));
    Visit visit(sessions, cookie, T + 1h);
    EXPECT_EQ(visit.session.get<std::string>("_user_id"), "ann");
    EXPECT_EQ(visit.session.created(), T);
    EXPECT_EQ(visit.session.handle()->size(), 22U);
    EXPECT_TRUE(visit.save().vary_cookie);
}

// The time at which it ends was before now.
TEST(StoreTimeout, MayBeAsLongAsThereAreNumbers)
{
    const auto store = std::make_shared<WatchedStore>();
    const SessionInterface sessions({.secret_key = "a key of more than sixteen bytes",
                                     .session_store = store,
                                     .session_store_timeout = std::chrono::milliseconds::max()});
    Visit visit(sessions, "", T);
    visit.session["a"] = 1;
    visit.save();
    ASSERT_FALSE(store->deadlines("insert").empty());
    EXPECT_GT(store->deadlines("insert").front(), std::chrono::steady_clock::now() + 1h);
}

TEST_F(InMemory, AnUnusedSessionAsksNothing)
{
    const std::string cookie = log_in();
    Visit visit(sessions, cookie, T);
    const SavedSession saved = visit.save();
    EXPECT_FALSE(saved.vary_cookie);
    EXPECT_TRUE(saved.set_cookies.empty());
    EXPECT_EQ(sessions.counters()[SessionOrigin::opened], 0U);
}

TEST_F(InMemory, RequestsAtOnceLoseNothing)
{
    const std::string cookie = log_in();
    Visit first(sessions, cookie, T);
    Visit second(sessions, cookie, T);
    first.session.add("views");
    first.session["first"] = 1;
    second.session.add("views");
    second.session["second"] = 2;
    (void)first.save();
    (void)second.save();
    Visit after(sessions, cookie, T);
    EXPECT_EQ(after.session.get<int>("views"), 2);
    EXPECT_TRUE(after.session.contains("first"));
    EXPECT_TRUE(after.session.contains("second"));
}

// Keys that sign until 23:00 and until midnight; T is 22:13:20.
class WithDatedKeys : public InMemory {
protected:
    WithDatedKeys()
    {
        sessions = SessionInterface({.session_keys = R"({"keys": [
            {"secret": "the first secret of the tests, 0123456789", "not_after": "2023-11-14T23:00:00Z"},
            {"secret": "the second secret of the tests, 9876543210",
             "not_before": "2023-11-14T22:30:00Z", "not_after": "2023-11-15T00:00:00Z"}]})",
                                     .session_store = "memory:"},
                                    [] { return SysMillis(T); });
    }
    SessionOrigin origin(const std::string& cookie, std::chrono::sys_seconds now) const
    {
        return Visit(sessions, cookie, now).session.origin();
    }

    static constexpr std::chrono::sys_seconds second_key = T + 20min;
    // The clock of a host may be behind, so the keys are read for a minute more.
    static constexpr std::chrono::sys_seconds no_key = T + 1h + 47min;
};

TEST_F(WithDatedKeys, AnIdIsSignedAgainByTheKeyWhoseTimeHasCome)
{
    const std::string before = log_in();
    Visit visit(sessions, before, second_key);
    EXPECT_TRUE(visit.session.contains("_user_id"));
    const std::string after = cookie_of(visit.set_cookie());
    EXPECT_EQ(after.substr(0, after.find('.')), before.substr(0, before.find('.')));
    EXPECT_NE(after, before);
    EXPECT_EQ(Visit(sessions, after, second_key).set_cookie(), "");
    EXPECT_EQ(origin(before, T + 1h), SessionOrigin::key_not_valid);
    EXPECT_EQ(origin(after, T + 1h), SessionOrigin::opened);
}

TEST_F(WithDatedKeys, WhatIsStoredGoesOnAndEndsWithoutAKeyThatSigns)
{
    const std::string cookie = log_in(second_key);
    Visit change(sessions, cookie, no_key);
    change.session["n"] = 1;
    EXPECT_TRUE(change.save().set_cookies.empty());
    EXPECT_EQ(Visit(sessions, cookie, no_key).session.get<int>("n"), 1);
    Visit end(sessions, cookie, no_key);
    end.session.clear();
    EXPECT_THAT(end.set_cookie(), HasSubstr("Max-Age=0"));
    EXPECT_EQ(origin(cookie, no_key), SessionOrigin::unknown_id);
}

TEST_F(WithDatedKeys, NothingBeginsWithoutAKeyThatSigns)
{
    const std::string cookie = log_in(second_key);
    Visit fresh(sessions, "", no_key);
    fresh.session["n"] = 1;
    EXPECT_THROW(fresh.save(), NullSessionError);
    Visit login(sessions, cookie, no_key);
    login.session["_user_id"] = "eve";
    EXPECT_THROW(login.save(), NullSessionError);
    EXPECT_EQ(Visit(sessions, cookie, no_key).session.get<std::string>("_user_id"), "ann");
}

TEST_F(InMemory, WhatEndedStaysEndedWhateverIsInFlight)
{
    const std::string cookie = log_in();
    Visit in_flight(sessions, cookie, T);
    in_flight.session["late"] = 1;
    Visit logout(sessions, cookie, T);
    logout.session.clear();
    EXPECT_THAT(logout.set_cookie(), HasSubstr("session=; Expires=Thu, 01 Jan 1970"));
    const SavedSession saved = in_flight.save();
    EXPECT_TRUE(saved.ended_meanwhile);
    EXPECT_TRUE(saved.set_cookies.empty());
    Visit after(sessions, cookie, T);
    EXPECT_TRUE(after.session.empty());
    EXPECT_EQ(after.session.origin(), SessionOrigin::unknown_id);
}

TEST_F(InMemory, ALoginGivesANewIdAndTheOldOneIsWorthNothing)
{
    Visit anonymous(sessions, "", T);
    anonymous.session["cart"] = 1;
    const std::string planted = cookie_of(anonymous.set_cookie());
    Visit login(sessions, planted, T);
    login.session["_user_id"] = "ann";
    const std::string cookie = cookie_of(login.set_cookie());
    EXPECT_NE(cookie, planted);
    EXPECT_TRUE(Visit(sessions, planted, T).session.empty());
    Visit after(sessions, cookie, T);
    EXPECT_EQ(after.session.get<int>("cart"), 1);
    EXPECT_EQ(after.session.get<std::string>("_user_id"), "ann");
}

TEST_F(InMemory, AnIdleSessionEndsByTheClockOfTheApplication)
{
    SessionConfig config = in_memory();
    config.session_idle_timeout = 30min;
    sessions = SessionInterface(config);
    const std::string cookie = log_in();
    EXPECT_FALSE(Visit(sessions, cookie, T + 30min).session.empty());
    EXPECT_EQ(Visit(sessions, cookie, T + 31min).session.origin(), SessionOrigin::idle);
    Visit used(sessions, cookie, T + 20min);
    (void)used.session.contains("a");
    (void)used.save();
    EXPECT_FALSE(Visit(sessions, cookie, T + 45min).session.empty()) << "it was used";
}

TEST_F(InMemory, CanBeAwaitedAsWell)
{
    const std::string cookie = log_in();
    SessionExchange exchange(sessions, T);
    exchange.add_cookie_field(cookie);
    Task<void> loading = exchange.load();
    loading.start();
    ASSERT_TRUE(loading.done());
    exchange.session().add("views");
    Task<void> committing = exchange.commit();
    committing.start();
    ASSERT_TRUE(committing.done());
    EXPECT_TRUE(exchange.finish().vary_cookie);
    EXPECT_EQ(Visit(sessions, cookie, T).session.get<int>("views"), 1);
}

TEST_F(InMemory, WhoMustNotWaitHasToLoadItFirst)
{
    const std::string cookie = log_in();
    SessionExchange exchange(sessions, T);
    exchange.add_cookie_field("other=1; " + cookie);
    EXPECT_TRUE(exchange.has_cookie());
    exchange.require_load();
    EXPECT_FALSE(exchange.is_loaded());
    EXPECT_THROW((void)exchange.session().empty(), SessionNotLoadedError);
    Task<void> loading = exchange.load();
    loading.start();
    EXPECT_TRUE(exchange.is_loaded());
    EXPECT_FALSE(exchange.session().empty());
    SessionExchange stranger(sessions, T);
    stranger.add_cookie_field("other=1");
    EXPECT_FALSE(stranger.has_cookie());
}

TEST_F(InMemory, CanBeMovedAfterItWasLoaded)
{
    const std::string cookie = log_in();
    SessionExchange first(sessions, T);
    first.add_cookie_field(cookie);
    Task<void> loading = first.load();
    loading.start();
    SessionExchange second(std::move(first));
    EXPECT_EQ(second.session().get<std::string>("_user_id"), "ann");
    second.session().add("views");
    SessionExchange third(std::move(second));
    EXPECT_TRUE(third.finish().vary_cookie);
    EXPECT_EQ(Visit(sessions, cookie, T).session.get<int>("views"), 1);
}

// A database whose connection breaks in the middle of a call.
class Throwing final : public SessionStore {
public:
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey, Deadline) override
    {
        throw TaskCancelled();
        co_return std::nullopt;
    }
    Task<StoreResult<bool>> insert(StoreKey, StoredRecord, Deadline) override
    {
        throw TaskCancelled();
        co_return true;
    }
    Task<StoreResult<Replaced>> replace(StoreKey, std::uint64_t, StoredRecord, Deadline) override
    {
        co_return Replaced{};
    }
    Task<StoreResult<bool>> touch(StoreKey, SysMillis, SysMillis, Deadline) override
    {
        co_return true;
    }
    Task<StoreResult<bool>> erase(StoreKey, bool, Deadline) override { co_return true; }
};

TEST(InAStore, ACommitThatWasCancelledIsNotReportedAsDone)
{
    SessionConfig config = in_memory();
    config.session_store = std::make_shared<Throwing>();
    const SessionInterface sessions(config);
    SessionExchange exchange(sessions, T);
    exchange.session()["a"] = 1;
    Task<void> committing = exchange.commit();
    committing.start();
    EXPECT_THROW(committing.result(), TaskCancelled);
    EXPECT_THROW((void)exchange.finish(), StoreUnavailableError);
}

// A database that is down.
class Broken final : public SessionStore {
public:
    explicit Broken(StoreError::Code code) : code_(code) {}

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey, Deadline) override
    {
        co_return StoreError{code_};
    }
    Task<StoreResult<bool>> insert(StoreKey, StoredRecord, Deadline) override
    {
        ++asked;
        co_return StoreError{code_, "out of order"};
    }
    Task<StoreResult<Replaced>> replace(StoreKey, std::uint64_t, StoredRecord, Deadline) override
    {
        co_return StoreError{code_};
    }
    Task<StoreResult<bool>> touch(StoreKey, SysMillis, SysMillis, Deadline) override
    {
        co_return StoreError{code_};
    }
    Task<StoreResult<bool>> erase(StoreKey, bool, Deadline) override
    {
        co_return StoreError{code_};
    }

    int asked = 0;

private:
    StoreError::Code code_;
};

class Alarm final : public SessionObserver {
public:
    void store_failed(std::string_view why) noexcept override { told.emplace_back(why); }
    std::vector<std::string> told;
};

TEST(InABrokenStore, TheObserverIsToldWhyAndTheCallsAreCounted)
{
    Alarm alarm;
    const SessionInterface sessions(
        {.secret_key = "a key of more than sixteen bytes",
         .session_store = std::make_shared<Broken>(StoreError::Code::unavailable),
         .session_observer = &alarm});
    Visit visit(sessions, "", T);
    visit.session["a"] = 1;
    EXPECT_THROW((void)visit.save(), StoreUnavailableError);
    ASSERT_EQ(alarm.told.size(), 1U);
    EXPECT_EQ(alarm.told[0], "out of order");
    const auto insert = static_cast<std::size_t>(StoreOperation::insert);
    EXPECT_EQ(sessions.counters().store[insert].failed, 1U);
    EXPECT_EQ(sessions.counters().store[insert].done, 0U);
}

TEST(InABrokenStore, NothingIsReportedAsDone)
{
    for (const auto code : {StoreError::Code::unavailable, StoreError::Code::broken}) {
        const auto store = std::make_shared<Broken>(code);
        const SessionInterface sessions(
            {.secret_key = "a key of more than sixteen bytes", .session_store = store});
        Visit visit(sessions, "", T);
        visit.session["a"] = 1;
        EXPECT_THROW((void)visit.save(), StoreUnavailableError);
        EXPECT_LE(store->asked, 17) << "it is not asked for ever";
        EXPECT_EQ(sessions.counters().saved, 0U);
    }
}

TEST(InABrokenStore, NobodyIsGivenAnEmptySessionInstead)
{
    SessionConfig config = in_memory();
    std::string cookie;
    {
        const SessionInterface sessions(config);
        Visit visit(sessions, "", T);
        visit.session["_user_id"] = "ann";
        cookie = cookie_of(visit.set_cookie());
    }
    config.session_store = std::make_shared<Broken>(StoreError::Code::unavailable);
    const SessionInterface sessions(config);
    SessionExchange exchange(sessions, T);
    exchange.add_cookie_field(cookie);
    EXPECT_THROW((void)exchange.session().empty(), StoreUnavailableError);
    EXPECT_THROW(exchange.session().set("a", 1), StoreUnavailableError) << "nor the second time";
    EXPECT_TRUE(exchange.finish().set_cookies.empty());
}

TEST(InABrokenStore, WhatWasNotStoredIsNotReportedAsDoneLater)
{
    SessionConfig config = in_memory();
    config.session_store = std::make_shared<Broken>(StoreError::Code::unavailable);
    const SessionInterface sessions(config);
    SessionExchange exchange(sessions, T);
    exchange.session()["a"] = 1;
    Task<void> committing = exchange.commit();
    committing.start();
    EXPECT_THROW(committing.result(), StoreUnavailableError);
    EXPECT_THROW((void)exchange.finish(), StoreUnavailableError);
}

TEST(InAStore, AConfigurationThatContradictsItselfIsRejected)
{
    const auto message = [](auto change) -> std::string {
        SessionConfig config = in_memory();
        change(config);
        try {
            const SessionInterface sessions(config);
        } catch (const ConfigError& error) {
            return error.what();
        }
        return "accepted";
    };
    EXPECT_EQ(message([](SessionConfig&) {}), "accepted");
    EXPECT_THAT(message([](SessionConfig& c) { c.session_format = SessionFormat::flask(); }),
                HasSubstr("session_format"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_store = "sqlite:a.db"; }),
                HasSubstr("include <costrel/stores/sqlite.hpp> and link costrel::sqlite"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_store = "redis://user:secret@host"; }),
                testing::Not(HasSubstr("secret@")));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_store = "nonsense"; }),
                HasSubstr("session_store must be a URL"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_store_timeout = 0ms; }),
                HasSubstr("session_store_timeout must be more than 0"));
    EXPECT_THAT(message([](SessionConfig& c) {
                    c.session_store = {};
                    c.session_record = RecordFormat::costrel();
                }),
                HasSubstr("session_record"));
}

} // namespace
