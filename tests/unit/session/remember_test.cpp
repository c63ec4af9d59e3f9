// Remembered logins: tests/conformance/remember.jsonl has the rules, one by one.
#include "unit/session/browser.hpp"

#include <costrel/config_error.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/revocation.hpp>
#include <costrel/session_observer.hpp>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using std::chrono::sys_seconds;

class Remember : public testing::Test {
protected:
    Remember()
    {
        char name[] = "/tmp/costrel-remember-XXXXXX";
        folder = ::mkdtemp(name);
        config.secret_key = "the secret of the tests of remembered logins, 0123456789";
        config.session_format = SessionFormat::sealed();
        config.session_idle_timeout = 30min;
        config.session_revocations = file_revocations(folder);
        config.session_observer = &observer;
    }
    ~Remember() override { std::filesystem::remove_all(folder); }

    SessionInterface site()
    {
        return SessionInterface(config, [this] { return now; });
    }
    static void log_in(Browser& browser)
    {
        browser.request([](Session& session) {
            session["cart"] = 1;
            login_user(session, "42", {.remember = true});
        });
    }

    struct Observer : SessionObserver {
        std::string stolen;
        int lost = 0;
        void login_stolen(std::string_view user) noexcept override { stolen = user; }
        void revocations_failed(std::string_view) noexcept override { ++lost; }
    };

    std::string folder;
    SessionConfig config;
    Observer observer;
    sys_seconds now{std::chrono::seconds(1'800'000'000)};
};

TEST_F(Remember, LogsInAgainWhenTheSessionIsOver)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    browser.request([](Session& session) {
        EXPECT_EQ(current_user(session), "42");
        EXPECT_EQ(session.get<bool>("_fresh"), false);
        EXPECT_FALSE(session.contains("cart"));
        EXPECT_FALSE(logged_in_within(session, 24h)); // nobody typed a password
    });
    EXPECT_EQ(sessions.counters().remembered, 1U);
    EXPECT_EQ(browser.user(), "42");
    EXPECT_EQ(sessions.counters().remembered, 1U); // by its session from then on
}

TEST_F(Remember, SetsACookieOfItsOwnFor30DaysOfTheLogin)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    const std::string first = browser.fields["remember"];
    EXPECT_NE(first.find("; Expires="), first.npos);
    EXPECT_NE(first.find("; HttpOnly; Path=/"), first.npos);
    now += std::chrono::days(29);
    EXPECT_EQ(browser.user(), "42");
    const auto expires = [](const std::string& field) {
        return field.substr(field.find("Expires="), 37);
    };
    EXPECT_EQ(expires(browser.fields["remember"]), expires(first)); // not prolonged by its use
    browser.close();
    now += std::chrono::days(1) + 1s;
    EXPECT_EQ(browser.user(), std::nullopt);
    EXPECT_FALSE(browser.cookies.contains("remember"));
}

TEST_F(Remember, IsAskedForOrLeftAlone)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    browser.request([](Session& session) { login_user(session, "42"); });
    EXPECT_FALSE(browser.cookies.contains("remember"));
}

// Opening the session threw, and all that the user had went on.
TEST_F(Remember, ACopyOfAUserWithALongNameEndsAllThatTheUserHas)
{
    std::string user;
    for (int i = 0; i < 60; ++i)
        user += "名";
    SessionInterface sessions = site();
    Browser browser(sessions);
    browser.request([&](Session& session) { login_user(session, user, {.remember = true}); });
    Browser thief = browser;
    thief.close();
    browser.close();
    now += 10min;
    EXPECT_EQ(browser.user(), user);
    now += 10min;
    EXPECT_EQ(thief.user(), std::nullopt);
    EXPECT_EQ(observer.stolen, user);
    EXPECT_EQ(browser.user(), std::nullopt);
    EXPECT_EQ(observer.lost, 0);
}

TEST_F(Remember, ACookieIsGoodOnceAndACopyEndsAllThatTheUserHas)
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
    EXPECT_EQ(observer.stolen, "42");
    EXPECT_EQ(sessions.counters().stolen, 1U);
    EXPECT_EQ(browser.user(), std::nullopt);
    EXPECT_EQ(elsewhere.user(), std::nullopt);
    EXPECT_EQ(thief.user(), std::nullopt);
    EXPECT_EQ(sessions.counters().stolen, 1U); // told of once
    EXPECT_FALSE(thief.cookies.contains("remember"));
    log_in(browser); // in the same second: it begins after that end
    EXPECT_EQ(browser.user(), "42");
}

TEST_F(Remember, TheThiefsUseIsFoundOutByItsOwner)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    Browser thief = browser;
    now += 31min;
    EXPECT_EQ(thief.user(), "42");
    now += 31min;
    EXPECT_EQ(browser.user(), std::nullopt);
    EXPECT_EQ(thief.user(), std::nullopt);
}

TEST_F(Remember, RequestsBesideEachOtherAreNoTheft)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    Browser beside = browser;
    EXPECT_EQ(browser.user(), "42");
    now += 10s;
    EXPECT_EQ(beside.user(), "42");
    // Whose cookie the browser keeps does not matter: both are the next of the series.
    for (Browser* later : {&browser, &beside}) {
        Browser next = *later;
        next.close();
        EXPECT_EQ(next.user(), "42");
    }
    EXPECT_EQ(sessions.counters().stolen, 0U);
}

TEST_F(Remember, ALogoutForgetsIt)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    Browser copy = browser;
    browser.request([](Session& session) { logout_user(session); });
    EXPECT_TRUE(browser.cookies.empty());
    EXPECT_EQ(copy.user(), std::nullopt);
    EXPECT_EQ(sessions.counters().stolen, 0U); // it was ended, not stolen
}

TEST_F(Remember, ALogoutOfASessionThatItBeganForgetsIt)
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

TEST_F(Remember, TakingTheUserOutOfASessionThatItBeganForgetsIt)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    browser.request([](Session& session) { session.pop("_user_id"); });
    EXPECT_FALSE(browser.cookies.contains("remember"));
    EXPECT_EQ(browser.user(), std::nullopt);
}

TEST_F(Remember, AnotherLoginTakesItsPlace)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    Browser copy = browser;
    browser.request([](Session& session) { login_user(session, "43", {.remember = true}); });
    now += 31min;
    EXPECT_EQ(browser.user(), "43");
    EXPECT_EQ(copy.user(), std::nullopt);
    browser.request([](Session& session) { login_user(session, "44"); });
    EXPECT_FALSE(browser.cookies.contains("remember"));
}

TEST_F(Remember, EndsWithAllSessionsOfItsUser)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    browser.close();
    now += 1min;
    (void)sessions.end_sessions_of("42");
    EXPECT_EQ(browser.user(), std::nullopt);
    EXPECT_FALSE(browser.cookies.contains("remember"));
}

TEST_F(Remember, IsNotUndoneByARequestThatIsUnderWay)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    browser.request([&](Session& session) {
        EXPECT_EQ(current_user(session), "42");
        (void)sessions.end_sessions_of("42");
    });
    EXPECT_EQ(browser.user(), std::nullopt);
}

TEST_F(Remember, IsNotTakenForACopyAfterTheFolderBroke)
{
    config.fail_on_lost_logout = true;
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    std::filesystem::rename(folder, folder + ".away");
    EXPECT_EQ(browser.user(), "42");
    EXPECT_EQ(observer.lost, 1);
    std::filesystem::rename(folder + ".away", folder);
    now += 31min;
    EXPECT_EQ(browser.user(), "42");
    EXPECT_EQ(sessions.counters().stolen, 0U);
}

TEST_F(Remember, OutlivesTheProcess)
{
    Browser browser = [this] {
        SessionInterface sessions = site();
        Browser first(sessions);
        log_in(first);
        return first;
    }();
    Browser copy = browser;
    now += 31min;
    config.session_revocations = file_revocations(folder);
    SessionInterface sessions = site();
    Browser again(sessions);
    again.cookies = browser.cookies;
    EXPECT_EQ(again.user(), "42");
    now += 31min;
    config.session_revocations = file_revocations(folder);
    SessionInterface third = site();
    Browser thief(third);
    thief.cookies = copy.cookies;
    EXPECT_EQ(thief.user(), std::nullopt);
    EXPECT_EQ(third.counters().stolen, 1U);
}

TEST_F(Remember, NeedsAListThatSurvivesARestart)
{
    config.session_revocations = local_revocations();
    SessionInterface sessions = site();
    Browser browser(sessions);
    EXPECT_THROW(log_in(browser), ConfigError);
    EXPECT_NO_THROW(browser.request([](Session& session) { login_user(session, "42"); }));
}

TEST_F(Remember, NeedsAStrongKeyBesideFlasksFormat)
{
    config.session_format = SessionFormat::flask();
    {
        SessionInterface sessions = site();
        Browser browser(sessions);
        log_in(browser);
        now += std::chrono::days(1);
        EXPECT_EQ(browser.user(), "42");
    }
    config.secret_key = "dev";
    SessionInterface sessions = site();
    Browser browser(sessions);
    EXPECT_THROW(log_in(browser), ConfigError);
}

TEST_F(Remember, HasThePrefixOfTheSessionsCookie)
{
    SessionInterface sessions(strict_sessions(config), [this] { return now; });
    Browser browser(sessions);
    log_in(browser);
    const std::string field = browser.fields["__Host-remember"];
    EXPECT_NE(field.find("; Secure; HttpOnly; Path=/; SameSite=Lax"), field.npos) << field;
}

TEST_F(Remember, ASessionCannotStandInItsPlace)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    Browser swapped(sessions);
    swapped.cookies["remember"] = browser.cookies["session"];
    EXPECT_EQ(swapped.user(), std::nullopt);
    swapped.cookies = {{"session", browser.cookies["remember"]}};
    EXPECT_EQ(swapped.user(), std::nullopt);
}

// The response of a handler that threw says nothing of the login, so the old cookie must stay good.
TEST_F(Remember, IsNotUsedUpByARequestWhoseResponseWasNotSaved)
{
    SessionInterface sessions = site();
    Browser browser(sessions);
    log_in(browser);
    now += 31min;
    SessionExchange failed(sessions);
    failed.add_cookie_field("remember=" + browser.cookies["remember"]);
    EXPECT_EQ(current_user(failed.session()), "42");
    now += 1min;
    EXPECT_EQ(browser.user(), "42");
}

} // namespace
