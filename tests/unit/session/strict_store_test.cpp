// The requirements of strict_test.cpp where the sessions are in a store: what is on the wire, or
// what a second request gets. docs/session-policy.md lists them.
#include "unit/session/browser.hpp"

#include <costrel/config.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session/record_format.hpp>
#include <costrel/session/store.hpp>
#include <costrel/sync_wait.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;

const std::string key = "the secret of the tests of strict sessions, 0123456789";
constexpr const char* cookie_name = "__Host-session";

// A store that cannot list the sessions of a user.
class WithoutUsers final : public SessionStore {
public:
    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey, Deadline) override
    {
        co_return StoreError{};
    }
    Task<StoreResult<bool>> insert(StoreKey, StoredRecord, Deadline) override
    {
        co_return StoreError{};
    }
    Task<StoreResult<Replaced>> replace(StoreKey, std::uint64_t, StoredRecord, Deadline) override
    {
        co_return StoreError{};
    }
    Task<StoreResult<bool>> touch(StoreKey, SysMillis, SysMillis, Deadline) override
    {
        co_return StoreError{};
    }
    Task<StoreResult<bool>> erase(StoreKey, bool, Deadline) override { co_return StoreError{}; }
};

class StrictStore : public testing::Test {
protected:
    static SessionConfig config() { return {.secret_key = key, .session_store = memory_store()}; }
    SessionInterface site(SessionConfig with = config())
    {
        return SessionInterface(strict_sessions(std::move(with)), [this] { return now; });
    }
    static void log_in(Browser& browser)
    {
        browser.request([](Session& session) { login_user(session, "42"); });
    }
    static SessionOrigin origin_of(Browser browser)
    {
        SessionOrigin origin{};
        browser.request([&](Session& session) { origin = session.origin(); });
        return origin;
    }

    std::chrono::sys_seconds now{std::chrono::seconds(1'800'000'000)};
};

TEST_F(StrictStore, TheSetCookieFieldIs)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    EXPECT_EQ(browser.fields[cookie_name], std::string(cookie_name) + "=" +
                                               browser.cookies[cookie_name] +
                                               "; Secure; HttpOnly; Path=/; SameSite=Lax");
}

TEST_F(StrictStore, NothingThatTheClientChangesIsBelieved)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    const std::string good = browser.cookies[cookie_name];
    for (std::size_t i = 0; i < good.size(); ++i) {
        Browser forger(sessions);
        std::string& changed = forger.cookies[cookie_name] = good;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        ASSERT_NE(origin_of(forger), SessionOrigin::opened) << i;
    }
}

TEST_F(StrictStore, AnIdIsOf256BitsAndTellsNothing)
{
    SessionInterface sessions = site();
    std::string last;
    for (int i = 0; i < 100; ++i) {
        Browser browser(sessions);
        browser.request([](Session& session) { login_user(session, "alice@example.com"); });
        const std::string value = browser.cookies[cookie_name];
        ASSERT_EQ(value.substr(0, value.find('.')).size(), 43U); // 32 bytes
        ASSERT_EQ(value.find("alice"), value.npos);
        ASSERT_NE(value, last);
        last = value;
    }
}

TEST_F(StrictStore, ALoginEndsTheSessionBefore)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    const Browser before = browser;
    log_in(browser);
    EXPECT_EQ(origin_of(before), SessionOrigin::unknown_id);
    EXPECT_EQ(browser.user(), "42");
}

TEST_F(StrictStore, AnIdleSessionEndsWhateverItsCookieSays)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 30min;
    EXPECT_EQ(browser.user(), "42");
    now += 30min + 1s;
    EXPECT_EQ(origin_of(browser), SessionOrigin::idle);
}

TEST_F(StrictStore, ABusySessionEndsToo)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    const auto end = now + 12h;
    while (now + 10min < end) {
        now += 10min;
        ASSERT_EQ(browser.user(), "42");
    }
    now = end;
    EXPECT_EQ(origin_of(browser), SessionOrigin::expired);
}

TEST_F(StrictStore, ACopyOfTheCookieIsDeadAfterALogout)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    const Browser copy = browser;
    browser.request([](Session& session) { logout_user(session); });
    EXPECT_TRUE(browser.cookies.empty());
    EXPECT_EQ(origin_of(copy), SessionOrigin::unknown_id);
}

TEST_F(StrictStore, OnlyThisSessionLivesOn)
{
    SessionInterface sessions = site();
    Browser other(sessions);
    Browser mine(sessions);
    log_in(other);
    log_in(mine);
    mine.request([](Session& session) { logout_others(session); });
    EXPECT_EQ(other.user(), std::nullopt);
    EXPECT_EQ(mine.user(), "42");
}

TEST_F(StrictStore, AnAdministratorEndsAUsersSessions)
{
    SessionInterface sessions = site();
    Browser first(sessions);
    Browser second(sessions);
    Browser other(sessions);
    log_in(first);
    log_in(second);
    other.request([](Session& session) { login_user(session, "43"); });
    sync_wait(sessions.end_sessions_of("42"));
    EXPECT_EQ(first.user(), std::nullopt);
    EXPECT_EQ(second.user(), std::nullopt);
    EXPECT_EQ(other.user(), "43");
    log_in(first);
    EXPECT_EQ(first.user(), "42"); // in the same second
}

TEST_F(StrictStore, AnAdministratorEndsEverybodysWithTheKeys)
{
    const auto keys = [](const char* more) {
        SessionConfig with = {.session_store = memory_store()};
        with.session_keys = R"({"keys":[{"secret":")" + key + R"("}])" + more + "}";
        return with;
    };
    SessionConfig before = keys("");
    SessionInterface sessions = site(before);
    Browser browser(sessions);
    log_in(browser);
    SessionConfig after = keys(R"(,"sessions_not_before":"2027-01-15T08:00:01Z")");
    after.session_store = before.session_store;
    SessionInterface later = site(after);
    Browser again(later);
    again.cookies = browser.cookies;
    EXPECT_EQ(origin_of(again), SessionOrigin::revoked);
}

TEST_F(StrictStore, OneSessionEndsByItsHandle)
{
    SessionInterface sessions = site();
    Browser first(sessions);
    Browser second(sessions);
    log_in(first);
    log_in(second);
    std::string handle;
    first.request([&](Session& session) { handle = session.handle().value(); });
    EXPECT_EQ(handle.size(), 22U); // 16 bytes
    EXPECT_FALSE(sync_wait(sessions.end_session("43", handle)));
    EXPECT_TRUE(sync_wait(sessions.end_session("42", handle)));
    EXPECT_EQ(origin_of(first), SessionOrigin::unknown_id);
    EXPECT_EQ(second.user(), "42");
}

TEST_F(StrictStore, AnOldLoginIsNotFresh)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 301s;
    browser.request([](Session& session) {
        EXPECT_EQ(current_user(session), "42");
        EXPECT_FALSE(logged_in_within(session, 5min));
    });
}

TEST_F(StrictStore, ALoginStartsBothClocks)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 29min;
    log_in(browser);
    browser.request([&](Session& session) { EXPECT_EQ(session.created(), now); });
}

TEST_F(StrictStore, AWeakKeyDoesNotStart)
{
    for (const char* weak :
         {"dev", "short but not so very sho", "0123456789abcdef0123456789abcdef"})
        EXPECT_THROW(site({.secret_key = weak, .session_store = memory_store()}), ConfigError)
            << weak;
}

TEST_F(StrictStore, AKeyIsReplacedWithoutALogout)
{
    const std::string next = "the next secret of the tests, 0123456789abc";
    SessionConfig before = {.session_store = memory_store()};
    before.session_keys = R"({"keys":[{"secret":")" + key + R"("}]})";
    SessionConfig after = before;
    after.session_keys = R"({"keys":[{"secret":")" + key + R"("},{"secret":")" + next + R"("}]})";
    SessionInterface old_site = site(before);
    SessionInterface new_site = site(after);
    Browser browser(old_site);
    log_in(browser);
    Browser later(new_site);
    later.cookies = browser.cookies;
    EXPECT_EQ(later.user(), "42");
    EXPECT_NE(later.cookies[cookie_name], browser.cookies[cookie_name]); // signed by the next one
    later.request([](Session& session) { EXPECT_EQ(session.key_index(), 0U); });
}

TEST_F(StrictStore, StandsInThePlaceOfAListInProduction)
{
    ::setenv("COSTREL_ENV", "production", 1);
    EXPECT_NO_THROW(site());
    ::unsetenv("COSTREL_ENV");
}

TEST_F(StrictStore, HasToListTheSessionsOfAUserAndToEndThemAtOnce)
{
    EXPECT_THROW(site({.secret_key = key, .session_store = std::make_shared<WithoutUsers>()}),
                 ConfigError);
    EXPECT_THROW(site({.secret_key = key, .session_store = "memcached://127.0.0.1"}), ConfigError);
    SessionConfig foreign = config();
    foreign.session_record = RecordFormat::costrel(); // as one that writes its own
    EXPECT_THROW(site(foreign), ConfigError);
    SessionConfig stale = config();
    stale.session_outage = Outage::stale;
    stale.session_stale_for = 60s;
    EXPECT_THROW(site(stale), ConfigError);
}

} // namespace
