// Remembered logins where the sessions are in a store: docs/decisions/remembered-logins.md. The
// rules of the cookie itself are those of remember_test.cpp.
#include "formats/remembered_logins.hpp"
#include "unit/session/browser.hpp"

#include <costrel/config_error.hpp>
#include <costrel/session/errors.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session/record_format.hpp>
#include <costrel/session_observer.hpp>
#include <costrel/sync_wait.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using std::chrono::sys_seconds;

// A store in memory of which a test sees each call that is about the remembered logins of "42", and
// can fail it, before or after it was done.
class FaultyRecords final : public SessionStore {
public:
    struct Fault {
        std::string call; // "load", "insert", "replace" or "erase"
        StoreError::Code code = StoreError::Code::unavailable;
        bool is_done = false; // and only its reply is lost
        int times = 1;
        bool is_last = false; // no call after it is done
    };
    void fail(Fault fault)
    {
        fault_ = std::move(fault);
        is_gone_ = false;
    }
    std::function<void(const std::string& call)> before = [](const std::string&) {};
    std::function<void()> after_erase = [] {};
    std::string asked; // of the remembered logins
    bool immediate = true;

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline end) override
    {
        const bool fails = watch("load", key);
        if (fails)
            co_return failure();
        co_return co_await store_->load(std::move(key), end);
    }
    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline end) override
    {
        const bool fails = watch("insert", key);
        if (fails && !fault_.is_done)
            co_return failure();
        auto done = co_await store_->insert(std::move(key), std::move(record), end);
        if (fails)
            co_return failure();
        co_return done;
    }
    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline end) override
    {
        const bool fails = watch("replace", key);
        if (fails && !fault_.is_done)
            co_return failure();
        auto done = co_await store_->replace(std::move(key), expected, std::move(record), end);
        if (fails)
            co_return failure();
        co_return done;
    }
    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline end) override
    {
        return store_->touch(std::move(key), renewed, expires, end);
    }
    Task<StoreResult<bool>> erase(StoreKey key, bool durable, Deadline end) override
    {
        const bool fails = watch("erase", key);
        if (fails && !fault_.is_done)
            co_return failure();
        const bool is_watched = key == formats::RememberedLogins::key("", "42");
        auto done = co_await store_->erase(std::move(key), durable, end);
        if (is_watched)
            std::exchange(after_erase, [] {})();
        if (fails)
            co_return failure();
        co_return done;
    }
    bool is_immediate() const noexcept override { return immediate; }
    UserIndex* users() noexcept override { return store_->users(); }

private:
    bool watch(const std::string& call, const StoreKey& key)
    {
        if (key != formats::RememberedLogins::key("", "42"))
            return false;
        asked += asked.empty() ? call : ", " + call;
        const auto hook = before; // which may put another one in its place
        hook(call);
        if (fault_.call != call || fault_.times == 0)
            return is_gone_ && fault_.is_last;
        --fault_.times;
        is_gone_ = fault_.is_last;
        return true;
    }
    StoreError failure() const { return {fault_.code, "the test fails it"}; }

    std::shared_ptr<SessionStore> store_ = memory_store();
    Fault fault_{};
    bool is_gone_ = false; // and does nothing any more
};

class StoredRemember : public testing::Test {
protected:
    StoredRemember()
    {
        config.secret_key = "the secret of the tests of remembered logins, 0123456789";
        config.session_idle_timeout = 30min;
        config.session_store = store;
        config.session_observer = &observer;
    }
    SessionInterface site()
    {
        return SessionInterface(config, [this] { return now; });
    }
    static void log_in(Browser& browser, const std::string& user = "42")
    {
        browser.request([&](Session& session) {
            session["cart"] = 1;
            login_user(session, user, {.remember = true});
        });
    }

    struct Observer : SessionObserver {
        std::vector<std::string> stolen;
        int failed = 0;
        void login_stolen(std::string_view user) noexcept override { stolen.emplace_back(user); }
        void store_failed(std::string_view) noexcept override { ++failed; }
    };

    std::shared_ptr<FaultyRecords> store = std::make_shared<FaultyRecords>();
    SessionConfig config;
    Observer observer;
    sys_seconds now{std::chrono::seconds(1'800'000'000)};
};

TEST_F(StoredRemember, LogsInAgainWhenTheSessionIsOver)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    EXPECT_NE(browser.fields["remember"].find("; Expires="), std::string::npos);
    const std::string first = browser.cookies["remember"];
    now += 31min;
    browser.request([](Session& session) {
        EXPECT_EQ(current_user(session), "42");
        EXPECT_EQ(session.get<bool>("_fresh"), false);
        EXPECT_FALSE(session.contains("cart"));
        EXPECT_FALSE(logged_in_within(session, 24h)); // nobody typed a password
    });
    EXPECT_NE(browser.cookies["remember"], first);
    EXPECT_EQ(sessions.counters().remembered, 1U);
    EXPECT_EQ(browser.user(), "42");
    EXPECT_EQ(sessions.counters().remembered, 1U); // by its session from then on
    EXPECT_EQ(sync_wait(sessions.sessions_of("42")).size(), 1U);
}

TEST_F(StoredRemember, TakesTheUserIntoAnAnonymousSessionWhichEnds)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    browser.close();
    Browser anonymous(sessions);
    anonymous.request([](Session& session) { session["cart"] = 2; });
    const std::string before = anonymous.cookies["session"];
    browser.cookies["session"] = before;
    browser.request([](Session& session) {
        EXPECT_EQ(current_user(session), "42");
        EXPECT_FALSE(session.contains("cart"));
    });
    EXPECT_NE(browser.cookies["session"], before);
    anonymous.request([](Session& session) { EXPECT_FALSE(session.contains("cart")); });
}

TEST_F(StoredRemember, AsksTheStoreOnlyWhenTheSessionIsOver)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    EXPECT_EQ(store->asked, "load, insert");
    store->asked.clear();
    EXPECT_EQ(browser.user(), "42");
    browser.request([](Session& session) { session["cart"] = 3; });
    EXPECT_EQ(store->asked, "");
    now += 31min;
    EXPECT_EQ(browser.user(), "42");
    EXPECT_EQ(store->asked, "load, load, replace");
}

TEST_F(StoredRemember, IsGoodFor30DaysOfTheLoginHoweverOftenItIsUsed)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    for (int day = 0; day < 30; ++day) {
        browser.close();
        EXPECT_EQ(browser.user(), "42") << day;
        now += std::chrono::days(1);
    }
    browser.close();
    now += 1s;
    EXPECT_EQ(browser.user(), std::nullopt);
    EXPECT_FALSE(browser.cookies.contains("remember"));
    EXPECT_TRUE(observer.stolen.empty());
}

TEST_F(StoredRemember, ACopyEndsAllThatTheUserHasAndIsToldOfOnce)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    Browser elsewhere(sessions);
    log_in(browser);
    log_in(elsewhere);
    Browser thief = browser;
    now += 31min;
    EXPECT_EQ(browser.user(), "42");
    now += 11s;
    EXPECT_EQ(thief.user(), std::nullopt);
    EXPECT_EQ(observer.stolen, std::vector<std::string>{"42"});
    EXPECT_FALSE(thief.cookies.contains("remember"));
    for (Browser* one : {&browser, &elsewhere, &thief})
        EXPECT_EQ(one->user(), std::nullopt);
    EXPECT_EQ(sessions.counters().stolen, 1U);
    EXPECT_TRUE(sync_wait(sessions.sessions_of("42")).empty());
    log_in(browser);
    EXPECT_EQ(browser.user(), "42");
}

TEST_F(StoredRemember, TheThiefsUseIsFoundOutByItsOwner)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    Browser thief = browser;
    now += 29min;
    thief.close();
    EXPECT_EQ(thief.user(), "42");
    now += 2min;
    EXPECT_EQ(browser.user(), std::nullopt);
    EXPECT_EQ(thief.user(), std::nullopt);
    EXPECT_EQ(observer.stolen.size(), 1U);
}

TEST_F(StoredRemember, RequestsBesideEachOtherAreNoTheft)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    Browser beside = browser;
    EXPECT_EQ(browser.user(), "42");
    now += 10s;
    EXPECT_EQ(beside.user(), "42");
    for (Browser* later : {&browser, &beside}) {
        Browser next = *later;
        next.close();
        EXPECT_EQ(next.user(), "42");
    }
    EXPECT_TRUE(observer.stolen.empty());
}

// Both have loaded the record before either has replaced it.
TEST_F(StoredRemember, ARequestThatComesInBetweenIsNoTheft)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    Browser beside = browser;
    browser.request([&](Session& session) {
        EXPECT_EQ(current_user(session), "42");
        EXPECT_EQ(beside.user(), "42");
    });
    EXPECT_EQ(browser.user(), "42");
    for (Browser* later : {&browser, &beside}) {
        later->close();
        now += 1s;
        EXPECT_EQ(later->user(), "42");
    }
    EXPECT_TRUE(observer.stolen.empty());
}

TEST_F(StoredRemember, AReplacementThatMeetsAnotherIsTriedAgain)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    Browser elsewhere(sessions);
    log_in(browser);
    log_in(elsewhere);
    now += 31min;
    store->before = [&](const std::string& call) {
        if (call != "replace")
            return;
        store->before = [](const std::string&) {};
        EXPECT_EQ(elsewhere.user(), "42"); // of the same user, so in the same record
    };
    EXPECT_EQ(browser.user(), "42");
    for (Browser* later : {&browser, &elsewhere}) {
        Browser old = *later;
        later->close();
        EXPECT_EQ(later->user(), "42");
    }
    EXPECT_TRUE(observer.stolen.empty());
}

TEST_F(StoredRemember, ClocksOfHostsMayDifferByTheSkew)
{
    store->immediate = false;
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    Browser beside = browser;
    Browser thief = browser;
    EXPECT_EQ(browser.user(), "42");
    now += 70s;
    EXPECT_EQ(beside.user(), "42");
    now += 1s;
    EXPECT_EQ(thief.user(), std::nullopt);
    EXPECT_EQ(observer.stolen.size(), 1U);
}

TEST_F(StoredRemember, ALogoutForgetsIt)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    Browser copy = browser;
    browser.request([](Session& session) { logout_user(session); });
    EXPECT_TRUE(browser.cookies.empty());
    EXPECT_EQ(copy.user(), std::nullopt);
    EXPECT_TRUE(observer.stolen.empty()); // it was ended, not stolen
}

TEST_F(StoredRemember, ALogoutOfASessionThatItBeganForgetsIt)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    Browser copy = browser;
    now += 31min;
    browser.request([](Session& session) { logout_user(session); });
    EXPECT_TRUE(browser.cookies.empty());
    EXPECT_EQ(copy.user(), std::nullopt);
}

TEST_F(StoredRemember, ALogoutLeavesOtherBrowsersAlone)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    Browser elsewhere(sessions);
    log_in(browser);
    log_in(elsewhere);
    browser.request([](Session& session) { logout_user(session); });
    now += 31min;
    EXPECT_EQ(elsewhere.user(), "42");
}

TEST_F(StoredRemember, ALogoutThatTheStoreCannotDoIsNone)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    store->fail({.call = "load"});
    EXPECT_THROW(browser.request([](Session& session) { logout_user(session); }),
                 StoreUnavailableError);
    EXPECT_EQ(browser.user(), "42");
    browser.request([](Session& session) { logout_user(session); });
    EXPECT_TRUE(browser.cookies.empty());
}

TEST_F(StoredRemember, AnotherLoginTakesItsPlace)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    Browser copy = browser;
    log_in(browser, "43");
    now += 31min;
    EXPECT_EQ(browser.user(), "43");
    EXPECT_EQ(copy.user(), std::nullopt);
    browser.request([](Session& session) { login_user(session, "44"); });
    EXPECT_FALSE(browser.cookies.contains("remember"));
    EXPECT_TRUE(observer.stolen.empty());
}

TEST_F(StoredRemember, EndsWithAllSessionsOfItsUser)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    browser.close();
    sync_wait(sessions.end_sessions_of("42"));
    EXPECT_EQ(browser.user(), std::nullopt);
    EXPECT_FALSE(browser.cookies.contains("remember"));
}

TEST_F(StoredRemember, ARequestUnderWayDoesNotOutliveTheEndOfAll)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    browser.request([&](Session& session) {
        EXPECT_EQ(current_user(session), "42");
        sync_wait(sessions.end_sessions_of("42"));
    });
    EXPECT_TRUE(sync_wait(sessions.sessions_of("42")).empty());
    EXPECT_EQ(browser.user(), std::nullopt);
    EXPECT_TRUE(observer.stolen.empty());
}

// The end comes when the session is stored and the counter is not yet.
TEST_F(StoredRemember, ASessionThatWasJustMadeDoesNotOutliveTheEndOfAll)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    store->before = [&](const std::string& call) {
        if (call != "replace")
            return;
        store->before = [](const std::string&) {};
        sync_wait(sessions.end_sessions_of("42"));
    };
    (void)browser.user();
    EXPECT_TRUE(sync_wait(sessions.sessions_of("42")).empty());
    EXPECT_EQ(browser.user(), std::nullopt);
}

// The remembered logins were erased already, and the sessions were not.
TEST_F(StoredRemember, ALoginBesideTheEndOfAllKeepsNoRememberedLoginAlone)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    store->after_erase = [&] { log_in(browser); };
    sync_wait(sessions.end_sessions_of("42"));
    ASSERT_TRUE(browser.cookies.contains("remember"));
    EXPECT_EQ(browser.user(), std::nullopt);
    EXPECT_TRUE(observer.stolen.empty());
}

TEST_F(StoredRemember, LogoutOthersLeavesThisBrowsersAlone)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    Browser elsewhere(sessions);
    log_in(browser);
    log_in(elsewhere);
    browser.request([](Session& session) { logout_others(session); });
    elsewhere.close();
    EXPECT_EQ(elsewhere.user(), std::nullopt);
    browser.close();
    EXPECT_EQ(browser.user(), "42");
}

TEST_F(StoredRemember, TheEndOfOneSessionEndsTheLoginThatBeganIt)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    Browser lost(sessions);
    log_in(browser);
    log_in(lost);
    std::string handle;
    lost.request([&](Session& session) { handle = session.handle().value(); });
    EXPECT_TRUE(sync_wait(sessions.end_session("42", handle)));
    EXPECT_EQ(lost.user(), std::nullopt);
    browser.close();
    EXPECT_EQ(browser.user(), "42");
}

TEST_F(StoredRemember, TheEndOfASessionThatWentOnUnderAnotherHandleDoesSo)
{
    SessionInterface sessions = site();
    Browser lost(sessions);
    log_in(lost);
    now += 31min;
    (void)lost.user();
    lost.request([](Session& session) { session.regenerate(); });
    std::string handle;
    lost.request([&](Session& session) { handle = session.handle().value(); });
    EXPECT_TRUE(sync_wait(sessions.end_session("42", handle)));
    EXPECT_EQ(lost.user(), std::nullopt);
}

TEST_F(StoredRemember, CountersOfAnOutageAreNoTheft)
{
    struct Case {
        const char* call;
        StoreError::Code code;
        bool is_done;
    };
    for (const Case& one : {Case{"replace", StoreError::Code::unavailable, false},
                            Case{"replace", StoreError::Code::timed_out, false},
                            Case{"replace", StoreError::Code::timed_out, true},
                            Case{"replace", StoreError::Code::broken, true}}) {
        SessionInterface sessions = site();
        Browser browser(sessions);
        log_in(browser);
        now += 31min;
        store->fail({.call = one.call, .code = one.code, .is_done = one.is_done, .is_last = true});
        EXPECT_EQ(browser.user(), "42");
        store->fail({});
        EXPECT_EQ(browser.user(), "42"); // its session was stored
        for (int use = 0; use < 3; ++use) {
            now += 31min;
            EXPECT_EQ(browser.user(), "42") << one.call << use;
        }
        EXPECT_TRUE(observer.stolen.empty());
        EXPECT_GT(std::exchange(observer.failed, 0), 0);
    }
}

TEST_F(StoredRemember, AReplyThatGotLostIsFoundAmongTheVersions)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    store->fail({.call = "insert", .code = StoreError::Code::broken, .is_done = true});
    log_in(browser);
    now += 31min;
    store->fail({.call = "replace", .code = StoreError::Code::timed_out, .is_done = true});
    EXPECT_EQ(browser.user(), "42");
    EXPECT_EQ(sessions.counters().own_write_found, 2U);
    browser.close();
    EXPECT_EQ(browser.user(), "42");
    EXPECT_TRUE(observer.stolen.empty());
}

TEST_F(StoredRemember, AnOutageIsA503AndKeepsTheCookie)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    store->fail({.call = "load"});
    EXPECT_THROW((void)browser.user(), StoreUnavailableError);
    EXPECT_EQ(sessions.counters().outages[0], 1U);
    EXPECT_EQ(browser.user(), "42");
    EXPECT_TRUE(observer.stolen.empty());
}

TEST_F(StoredRemember, AnOutageMayBeAnonymousAndKeepsTheCookie)
{
    config.session_outage = Outage::anonymous;
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    store->fail({.call = "load"});
    EXPECT_EQ(browser.user(), std::nullopt);
    EXPECT_TRUE(browser.cookies.contains("remember"));
    EXPECT_EQ(browser.user(), "42");
}

TEST_F(StoredRemember, ACopyOfWhichTheEndFailedIsEndedLater)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    Browser thief = browser;
    now += 31min;
    EXPECT_EQ(browser.user(), "42");
    now += 11s;
    store->fail({.call = "erase"});
    EXPECT_THROW((void)thief.user(), StoreUnavailableError);
    EXPECT_TRUE(observer.stolen.empty());
    EXPECT_EQ(thief.user(), std::nullopt);
    EXPECT_EQ(observer.stolen.size(), 1U);
    EXPECT_EQ(browser.user(), std::nullopt);
}

TEST_F(StoredRemember, AStoreThatForgotAllEndsItWithoutAnEvent)
{
    Browser browser = [this] {
        SessionInterface sessions = site();
        Browser first(sessions);
        log_in(first);
        return first;
    }();
    config.session_store = memory_store();
    SessionInterface sessions = site();
    Browser again(sessions);
    again.cookies = browser.cookies;
    EXPECT_EQ(again.user(), std::nullopt);
    EXPECT_FALSE(again.cookies.contains("remember"));
    EXPECT_TRUE(observer.stolen.empty());
}

TEST_F(StoredRemember, AUserHas64AndTheOneThatWasUnusedLongestMakesRoom)
{
    SessionInterface sessions = site();
    std::vector<Browser> browsers(65, Browser(sessions));
    for (Browser& browser : browsers) {
        log_in(browser);
        now += 1s;
    }
    now += 31min;
    EXPECT_EQ(browsers[0].user(), std::nullopt);
    EXPECT_EQ(browsers[1].user(), "42");
    EXPECT_EQ(browsers[64].user(), "42");
    EXPECT_TRUE(observer.stolen.empty());
}

TEST_F(StoredRemember, IsNotUsedUpByARequestWhoseResponseWasNotSaved)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    {
        SessionExchange failed(sessions);
        failed.add_cookie_field("remember=" + browser.cookies["remember"]);
        EXPECT_EQ(current_user(failed.session()), "42");
    }
    now += 1min;
    EXPECT_EQ(browser.user(), "42");
}

TEST_F(StoredRemember, TheRecordHoldsNeitherTheCookieNorTheUser)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser, "ann.of.the.records");
    const auto record = sync_wait(
        store->load(formats::RememberedLogins::key("", "ann.of.the.records"), Deadline::max()));
    ASSERT_TRUE(record && *record);
    EXPECT_EQ((*record)->bytes.find("ann.of"), std::string::npos);
    EXPECT_EQ((*record)->bytes.size(), 96U + 52U);
}

TEST_F(StoredRemember, NeedsCostrelsOwnRecordsAndAStrongKey)
{
    {
        SessionConfig foreign = config;
        foreign.session_record = RecordFormat::costrel(); // as one that writes its own
        SessionInterface sessions(foreign, [this] { return now; });
        Browser browser(sessions);
        EXPECT_THROW(log_in(browser), ConfigError);
    }
    {
        SessionConfig of_another_entry = config;
        of_another_entry.session_user_key = "user";
        SessionInterface sessions(of_another_entry, [this] { return now; });
        Browser browser(sessions);
        EXPECT_THROW(log_in(browser), ConfigError); // end_sessions_of() would not find it
    }
    config.secret_key = "dev";
    SessionInterface sessions = site();
    Browser browser(sessions);
    EXPECT_THROW(log_in(browser), ConfigError);
    EXPECT_NO_THROW(browser.request([](Session& session) { login_user(session, "42"); }));
}

} // namespace
