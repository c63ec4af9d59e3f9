// From cookies into a store: until session_accept_other_until a session that is in its cookie is
// read, and stored when it is used. Nobody is logged out.
#include "unit/session/browser.hpp"

#include <costrel/config_error.hpp>
#include <costrel/session/errors.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/session/record_format.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/sync_wait.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace {

using namespace costrel;
using namespace std::chrono_literals;

class IntoStore : public testing::Test {
protected:
    IntoStore()
    {
        after.session_store = memory_store();
        after.session_accept_other_until = now + 1h;
    }
    SessionInterface site(const SessionConfig& config)
    {
        return SessionInterface(config, [this] { return now; });
    }
    // What a browser has that logged in before the store came.
    std::map<std::string, std::string> cookies_of(const SessionConfig& config)
    {
        SessionInterface sessions = site(config);
        Browser browser(sessions);
        browser.request([](Session& session) {
            login_user(session, "42");
            session["cart"] = 3;
        });
        return browser.cookies;
    }

    std::chrono::sys_seconds now{std::chrono::seconds(1'800'000'000)};
    const std::string key = "the secret of the tests of migrations, 0123456789";
    SessionConfig before{.secret_key = key};
    SessionConfig after{.secret_key = key};
};

TEST_F(IntoStore, ASignedSessionIsStoredWhenItIsRead)
{
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = cookies_of(before);
    const std::string signed_cookie = browser.cookies["session"];
    EXPECT_EQ(browser.user(), "42");
    const std::string id = browser.cookies["session"];
    EXPECT_NE(id, signed_cookie);
    EXPECT_EQ(sync_wait(sessions.sessions_of("42")).size(), 1U);
    browser.request([](Session& session) {
        EXPECT_EQ(session.get("cart", 0), 3);
        session["cart"] = 4;
    });
    browser.request([](Session& session) { EXPECT_EQ(session.get("cart", 0), 4); });
    EXPECT_EQ(browser.cookies["session"], id);
    EXPECT_EQ(sync_wait(sessions.sessions_of("42")).size(), 1U);
}

TEST_F(IntoStore, ASealedSessionKeepsItsHandleAndItsBeginning)
{
    before.session_format = SessionFormat::sealed();
    before.session_absolute_timeout = after.session_absolute_timeout = 2h;
    SessionInterface sealed = site(before);
    Browser browser(sealed);
    std::optional<std::string> handle;
    browser.request([](Session& session) { login_user(session, "42"); });
    browser.request([&](Session& session) { handle = session.handle(); });
    const auto began = now;
    now += 30min;
    SessionInterface sessions = site(after);
    Browser migrated(sessions);
    migrated.cookies = browser.cookies;
    for (int request = 0; request < 2; ++request)
        migrated.request([&](Session& session) {
            EXPECT_EQ(current_user(session), "42");
            EXPECT_EQ(session.handle(), handle);
            EXPECT_EQ(session.created(), began);
        });
    EXPECT_TRUE(sync_wait(sessions.end_session("42", handle.value())));
    EXPECT_EQ(migrated.user(), std::nullopt);
}

TEST_F(IntoStore, AChangeOfTheFirstRequestIsStored)
{
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = cookies_of(before);
    browser.request([](Session& session) { session["cart"] = 5; });
    browser.request([](Session& session) {
        EXPECT_EQ(session.get("cart", 0), 5);
        EXPECT_EQ(current_user(session), "42");
    });
}

TEST_F(IntoStore, AnUntouchedSessionStaysInItsCookie)
{
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = cookies_of(before);
    const auto cookies = browser.cookies;
    browser.request([](Session&) {});
    EXPECT_EQ(browser.cookies, cookies);
    EXPECT_TRUE(sync_wait(sessions.sessions_of("42")).empty());
}

TEST_F(IntoStore, ALogoutAndALoginLeaveNothingOfTheCookie)
{
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = cookies_of(before);
    browser.request([](Session& session) { logout_user(session); });
    EXPECT_TRUE(browser.cookies.empty());

    browser.cookies = cookies_of(before);
    browser.request([](Session& session) { login_user(session, "43"); });
    EXPECT_EQ(browser.user(), "43");
    browser.request([](Session& session) { EXPECT_FALSE(session.contains("cart")); });
}

TEST_F(IntoStore, TheCookieOfTheOldNameIsDeleted)
{
    after.session_accept_other_name = "session";
    after.session_cookie_secure = true;
    after.session_cookie_name = "__Host-session";
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = cookies_of(before);
    EXPECT_EQ(browser.user(), "42");
    EXPECT_EQ(browser.cookies.size(), 1U);
    EXPECT_TRUE(browser.cookies.contains("__Host-session"));
    EXPECT_NE(browser.fields["session"].find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(browser.user(), "42");
    browser.cookies["session"] = cookies_of(before)["session"]; // another one came back
    browser.request([](Session& session) { logout_user(session); });
    EXPECT_TRUE(browser.cookies.empty());
}

TEST_F(IntoStore, AfterTheDateACookieIsNoId)
{
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = cookies_of(before);
    now += 1h;
    EXPECT_EQ(browser.user(), std::nullopt);
}

TEST_F(IntoStore, ACookieThatIsOverIsOver)
{
    before.session_idle_timeout = after.session_idle_timeout = 10min;
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = cookies_of(before);
    now += 10min + 1s;
    browser.request([](Session& session) {
        EXPECT_EQ(session.origin(), SessionOrigin::idle);
        EXPECT_TRUE(session.empty());
    });
}

TEST_F(IntoStore, WhatNobodySignedIsRejected)
{
    SessionInterface sessions = site(after);
    const std::string good = cookies_of(before)["session"];
    for (std::size_t i = 0; i < good.size(); ++i) {
        Browser forger(sessions);
        std::string& changed = forger.cookies["session"] = good;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        ASSERT_EQ(forger.user(), std::nullopt) << i;
    }
    EXPECT_TRUE(sync_wait(sessions.sessions_of("42")).empty());
}

// An ID whose record is gone was ended: no older cookie of another name takes its place.
TEST_F(IntoStore, ASessionThatEndedInTheStoreDoesNotComeBackFromACookie)
{
    after.session_accept_other_name = "old";
    before.session_cookie_name = "old";
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = cookies_of(before);
    const std::string old = browser.cookies["old"];
    EXPECT_EQ(browser.user(), "42");
    browser.cookies["old"] = old;
    sync_wait(sessions.end_sessions_of("42"));
    EXPECT_EQ(browser.user(), std::nullopt);
}

TEST_F(IntoStore, AWeakKeyOfSignedCookiesGoesOn)
{
    before.secret_key = after.secret_key = "dev";
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = cookies_of(before);
    EXPECT_EQ(browser.user(), "42");
}

TEST_F(IntoStore, AListIsOnlyForTheTimeOfTheMove)
{
    after.session_revocations = local_revocations();
    after.session_absolute_timeout = 24h;
    EXPECT_NO_THROW(site(after));
    after.session_accept_other_until.reset();
    EXPECT_THROW(site(after), ConfigError);
}

// Sealed sessions that a list ends, which the site keeps beside its store while they move.
class ListedIntoStore : public IntoStore {
protected:
    ListedIntoStore()
    {
        char pattern[] = "/tmp/costrel-into-store-XXXXXX";
        folder = ::mkdtemp(pattern);
        before.session_format = SessionFormat::sealed();
        before.session_absolute_timeout = after.session_absolute_timeout = 100 * 24h;
        before.session_revocations = file_revocations(folder);
        after.session_revocations = file_revocations(folder);
        after.session_accept_other_until = now + 60 * 24h;
    }
    ~ListedIntoStore() override { std::filesystem::remove_all(folder); }

    // Of a browser that logged in before the store came, and is remembered.
    std::map<std::string, std::string> remembered_cookies()
    {
        SessionInterface sessions = site(before);
        Browser browser(sessions);
        browser.request([](Session& session) { login_user(session, "42", {.remember = true}); });
        return browser.cookies;
    }
    static void log_out(Browser& browser)
    {
        browser.request([](Session& session) { logout_user(session); });
    }

    std::string folder;
};

TEST_F(ListedIntoStore, ASessionThatHadEndedDoesNotMove)
{
    const auto copy = cookies_of(before);
    {
        SessionInterface sealed = site(before);
        Browser browser(sealed);
        browser.cookies = copy;
        log_out(browser);
    }
    SessionInterface sessions = site(after);
    Browser thief(sessions);
    thief.cookies = copy;
    EXPECT_EQ(thief.user(), std::nullopt);
}

TEST_F(ListedIntoStore, ALogoutEndsTheCookieThatItMovedFrom)
{
    SessionInterface sessions = site(after);
    Browser browser(sessions), thief(sessions);
    browser.cookies = thief.cookies = cookies_of(before);
    EXPECT_EQ(browser.user(), "42");
    log_out(browser);
    EXPECT_EQ(thief.user(), std::nullopt);
}

TEST_F(ListedIntoStore, ALogoutThatTheListCannotWriteEndsInTheStoreAllTheSame)
{
    after.fail_on_lost_logout = true;
    SessionInterface sessions = site(after);
    Browser browser(sessions), thief(sessions);
    browser.cookies = cookies_of(before);
    EXPECT_EQ(browser.user(), "42");
    thief.cookies = browser.cookies;
    std::filesystem::remove_all(folder);
    std::ofstream(folder) << "no folder";
    EXPECT_THROW(log_out(browser), StoreUnavailableError);
    EXPECT_EQ(thief.user(), std::nullopt);
}

TEST_F(ListedIntoStore, AllOfAUserEndWhereverTheyAre)
{
    SessionInterface sessions = site(after);
    Browser moved(sessions), waiting(sessions), late(sessions);
    moved.cookies = cookies_of(before);
    waiting.cookies = cookies_of(before);
    late.cookies = remembered_cookies();
    late.close();
    EXPECT_EQ(moved.user(), "42");
    sync_wait(sessions.end_sessions_of("42"));
    EXPECT_EQ(moved.user(), std::nullopt);
    EXPECT_EQ(waiting.user(), std::nullopt);
    EXPECT_EQ(late.user(), std::nullopt);
}

TEST_F(ListedIntoStore, ALogoutOfTheOthersLeavesThisOneAndItsRememberedLogin)
{
    SessionInterface sessions = site(after);
    Browser own(sessions), other(sessions), remembered(sessions);
    own.cookies = remembered_cookies();
    other.cookies = cookies_of(before);
    remembered.cookies = remembered_cookies();
    remembered.close();
    own.request([](Session& session) { logout_others(session); });
    EXPECT_EQ(other.user(), std::nullopt);
    EXPECT_EQ(remembered.user(), std::nullopt);
    EXPECT_EQ(own.user(), "42");
    own.close();
    EXPECT_EQ(own.user(), "42");
}

TEST_F(ListedIntoStore, ARememberedLoginMovesWhenItIsUsed)
{
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = remembered_cookies();
    browser.close();
    const std::string old = browser.cookies["remember"];
    EXPECT_EQ(browser.user(), "42");
    EXPECT_NE(browser.cookies["remember"], old);
    browser.close();
    now += 61 * 24h - 40 * 24h; // the store knows it
    EXPECT_EQ(browser.user(), "42");
}

TEST_F(ListedIntoStore, ARememberedLoginIsKeptBesideASessionThatMoves)
{
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = remembered_cookies();
    EXPECT_EQ(browser.user(), "42");
    browser.close();
    EXPECT_EQ(browser.user(), "42");
}

TEST_F(ListedIntoStore, ARememberedLoginThatEndedBeforeOrAfterItMovedStaysEnded)
{
    const auto ended_before = remembered_cookies();
    {
        SessionInterface sealed = site(before);
        Browser browser(sealed);
        browser.cookies = ended_before;
        log_out(browser);
    }
    SessionInterface sessions = site(after);
    Browser thief(sessions);
    thief.cookies = ended_before;
    thief.close();
    EXPECT_EQ(thief.user(), std::nullopt);

    Browser browser(sessions);
    for (const bool is_used_first : {true, false}) {
        browser.cookies = remembered_cookies();
        if (is_used_first)
            browser.close();
        const auto copy = browser.cookies;
        EXPECT_EQ(browser.user(), "42");
        const auto moved = browser.cookies;
        log_out(browser);
        for (const auto& cookies : {copy, moved}) {
            thief.cookies = cookies;
            thief.close();
            EXPECT_EQ(thief.user(), std::nullopt) << is_used_first;
        }
    }
}

TEST_F(ListedIntoStore, ACopyOfARememberedLoginThatMovedEndsAllThatTheUserHas)
{
    SessionInterface sessions = site(after);
    Browser browser(sessions), thief(sessions);
    browser.cookies = remembered_cookies();
    browser.close();
    thief.cookies = browser.cookies;
    EXPECT_EQ(browser.user(), "42");
    now += 5min;
    EXPECT_EQ(thief.user(), std::nullopt);
    EXPECT_EQ(browser.user(), std::nullopt);
}

// They came beside each other, before the response to the first.
TEST_F(ListedIntoStore, TwoRequestsWithOneRememberedLoginAreNoTheft)
{
    SessionInterface sessions = site(after);
    Browser browser(sessions), second(sessions);
    browser.cookies = remembered_cookies();
    browser.close();
    second.cookies = browser.cookies;
    EXPECT_EQ(browser.user(), "42");
    EXPECT_EQ(second.user(), "42");
    browser.close();
    EXPECT_EQ(browser.user(), "42");
}

TEST_F(ListedIntoStore, AfterTheDateARememberedLoginOfTheListIsNone)
{
    after.session_accept_other_until = now + 1h;
    SessionInterface sessions = site(after);
    Browser browser(sessions);
    browser.cookies = remembered_cookies();
    browser.close();
    now += 2h;
    EXPECT_EQ(browser.user(), std::nullopt);
}

TEST_F(IntoStore, NeedsCostrelsOwnRecords)
{
    after.session_record = RecordFormat::costrel(); // as one that writes its own
    EXPECT_THROW(site(after), ConfigError);
}

} // namespace
