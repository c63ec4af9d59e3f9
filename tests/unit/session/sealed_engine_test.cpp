// Sealed sessions in the engine: migration to another name, threads, fork, a clock that jumps.
#include "unit/session/browser.hpp"
#include "unit/session/site.hpp"

#include <costrel/sealing/key_ring_source.hpp>
#include <costrel/session/errors.hpp>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

using namespace costrel;
using namespace std::chrono_literals;

const std::string one = "one secret of the tests of sealed sessions, 0123456789";
const std::string two = "two secrets of the tests of sealed sessions, 9876543210";

TEST(Migration, ToAHostCookieLogsNobodyOutAndDeletesTheOldOne)
{
    std::chrono::sys_seconds now(1'800'000'000s);
    const auto clock = [&] { return now; };
    SessionInterface before({.secret_key = one}, clock);
    Browser browser(before);
    browser.request([](Session& session) { login_user(session, "42"); });
    ASSERT_EQ(browser.cookies.size(), 1U);

    SessionConfig config{.secret_key = one};
    config.session_accept_other_until = now + 1h;
    config.session_accept_other_name = "session";
    SessionInterface after(strict_sessions(config), clock);
    Browser migrated(after);
    migrated.cookies = browser.cookies;
    EXPECT_EQ(migrated.user(), "42");
    EXPECT_EQ(migrated.cookies.size(), 1U);
    EXPECT_TRUE(migrated.cookies.contains("__Host-session"));
    EXPECT_NE(migrated.fields["session"].find("Max-Age=0"), std::string::npos);
    EXPECT_EQ(migrated.user(), "42");

    now += 1h;
    Browser late(after);
    late.cookies = browser.cookies;
    EXPECT_EQ(late.user(), std::nullopt);
}

TEST(Migration, BackKeepsTheHandleAndALogoutEndsBothCookies)
{
    Site sealed;
    const std::string cookie = sealed.login("42");
    std::optional<std::string> handle;
    sealed.request(cookie, [&](Session& session) { handle = session.handle(); });

    SessionConfig config{.secret_key = "the secret of the tests of logins, 0123456789"};
    config.session_format = SessionFormat::flask();
    config.session_accept_other_until = sealed.now + 1h;
    Site flask(config);
    const std::string back = flask.request(cookie, [&](Session& session) {
        EXPECT_EQ(current_user(session), "42");
        EXPECT_EQ(session.handle(), handle);
    });
    EXPECT_NE(back, cookie);
    EXPECT_NE(back.find('.'), back.npos); // signed
    flask.request(back, [&](Session& session) {
        EXPECT_EQ(session.handle(), handle);
        logout_user(session);
    });
    EXPECT_EQ(flask.origin_of(back), SessionOrigin::revoked);
    EXPECT_EQ(flask.origin_of(cookie), SessionOrigin::revoked);
}

// A logout has to end Flask's cookies, too: their handle follows from the ID of the session.
TEST(Logout, EndsEveryCopyOfASignedCookie)
{
    SessionConfig config;
    config.session_format = SessionFormat::flask();
    Site site(config);
    const std::string cookie = site.login("42");
    EXPECT_EQ(site.user_of(cookie), "42");
    site.request(cookie, [](Session& session) { logout_user(session); });
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::revoked);
}

TEST(SealedSessions, OutliveAClockThatJumpsAndComesBack)
{
    Site site;
    const std::string cookie = site.login("42");
    site.now += std::chrono::days(4'000);
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::expired);
    const std::string ahead = site.login("43");
    site.now -= std::chrono::days(4'000);
    EXPECT_EQ(site.user_of(cookie), "42");
    EXPECT_EQ(site.origin_of(ahead), SessionOrigin::from_the_future);
    site.now = std::chrono::sys_seconds(0s);
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::from_the_future);
    EXPECT_EQ(site.user_of(site.login("44")), "44");
}

// A ring that is another one each time it is asked for; both of its keys always open.
struct Turning : KeyRingSource {
    std::atomic<int> asked{0};
    std::atomic<bool> fails{false};
    KeyRing load() override
    {
        const int turn = asked++;
        if (fails)
            throw std::runtime_error("the vault is shut");
        KeyRing ring;
        ring.keys = {{.secret = turn % 2 ? one : two}, {.secret = turn % 2 ? two : one}};
        return ring;
    }
};

TEST(SealedSessions, AreOpenedAndSavedByManyThreadsWhileTheKeysChange)
{
    const auto source = std::make_shared<Turning>();
    SessionConfig config;
    config.session_format = SessionFormat::sealed();
    config.session_keys_source = source;
    config.session_keys_interval = 0s;
    config.session_revocations = local_revocations();
    SessionInterface sessions(config);
    Browser first(sessions);
    first.request([](Session& session) { login_user(session, "42"); });
    std::atomic<int> opened{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            Browser browser = first;
            Browser other(sessions);
            for (int n = 0; n < 100 || source->asked < 8; ++n) {
                browser.request([&](Session& session) {
                    opened += current_user(session) == "42";
                    session["n"] = n * 8 + i;
                });
                other.request([&](Session& session) { login_user(session, "43"); });
                if (n > 100)
                    std::this_thread::sleep_for(1ms);
            }
            other.request([](Session& session) { logout_user(session); });
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_GE(opened, 800);
    EXPECT_EQ(first.user(), "42");
}

TEST(KeyRingSource, IsAskedAgainAndLeavesTheKeysWhenItFails)
{
    const auto source = std::make_shared<Turning>();
    SessionConfig config;
    config.session_format = SessionFormat::sealed();
    config.session_keys_source = source;
    config.session_keys_interval = 0s;
    SessionInterface sessions(config);
    Browser browser(sessions);
    browser.request([](Session& session) { login_user(session, "42"); });
    while (sessions.counters().keys_loaded == 0)
        std::this_thread::sleep_for(1ms);
    source->fails = true;
    while (sessions.counters().keys_failed == 0)
        std::this_thread::sleep_for(1ms);
    EXPECT_EQ(browser.user(), "42");
}

TEST(KeyRingSource, IsAskedAtTheStartAndMustBeSound)
{
    SessionConfig config;
    config.session_keys_source =
        key_ring_source([] { return KeyRing{.keys = {{.secret = "weak"}}}; });
    EXPECT_THROW(SessionInterface{config}, ConfigError);
    config.session_keys_source =
        key_ring_source([]() -> KeyRing { throw std::runtime_error("the vault is shut"); });
    EXPECT_THROW(SessionInterface{config}, std::runtime_error);
}

// A nonce that parent and child share would give both plaintexts away.
TEST(SealedSessions, ShareNoNonceWithAForkedChild)
{
    Site site;
    const std::string cookie = site.login("42"); // the thread's contexts are there
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const auto made = [&] {
        std::string all;
        for (int i = 0; i < 50; ++i) // the same content, handle and times each time
            all +=
                site.request(cookie, [](Session& session) { session.set_modified(true); }) + "\n";
        return all;
    };
    const pid_t child = ::fork();
    if (child == 0) {
        const std::string text = made();
        const bool written =
            ::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
        ::_exit(written ? 0 : 1);
    }
    ::close(ends[1]);
    std::string all = made();
    char piece[4096];
    for (ssize_t size; (size = ::read(ends[0], piece, sizeof piece)) > 0;)
        all.append(piece, static_cast<std::size_t>(size));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    std::set<std::string> cookies;
    std::size_t count = 0;
    for (std::size_t at = 0; at < all.size(); ++count) {
        const std::size_t end = all.find('\n', at);
        cookies.insert(all.substr(at, end - at));
        at = end + 1;
    }
    EXPECT_EQ(count, 100U);
    EXPECT_EQ(cookies.size(), 100U);
}

TEST(SealedSessions, ThatTheNextRequestCouldNotReadAreNotSentAsInFlasksFormat)
{
    for (const auto& format : {SessionFormat::sealed(), SessionFormat::flask()}) {
        SessionInterface sessions(
            {.secret_key = one, .session_format = format, .session_inflate_limit = 500'000});
        Browser browser(sessions);
        browser.request([](Session& session) { session["user"] = "ann"; });
        browser.request([](Session& session) { session["text"] = std::string(400'000, 'a'); });
        EXPECT_THROW(
            browser.request([](Session& session) { session["text"] = std::string(500'000, 'a'); }),
            SessionFormatError);
        browser.request([](Session& session) {
            EXPECT_EQ(session.origin(), SessionOrigin::opened);
            EXPECT_EQ(session["text"].get<std::string>().size(), 400'000U);
        });
    }
}

// 24 hours of requests every 10 seconds with 30 minutes idle: at most 192 renewals.
TEST(SealedSessions, AreRenewedAfterAQuarterOfTheIdleTime)
{
    SessionConfig config;
    config.session_idle_timeout = 30min;
    Site site(config);
    std::string cookie = site.login("42");
    int sent = 0;
    for (int i = 0; i < 24 * 360; ++i) {
        site.now += 10s;
        cookie = site.request(
            cookie, [](Session& session) { ASSERT_EQ(session.origin(), SessionOrigin::opened); });
        sent += !site.set_cookie.empty();
    }
    EXPECT_LE(sent, 192);
    EXPECT_GE(sent, 180);
}

TEST(SealedSessions, AreNotOpenedUnlessTheyAreUsed)
{
    Site site;
    const std::string cookie = site.login("42");
    const auto before = site.sessions().counters()[SessionOrigin::opened];
    site.now += 20min;
    site.request(cookie, [](Session&) {});
    EXPECT_EQ(site.set_cookie, "");
    EXPECT_EQ(site.sessions().counters()[SessionOrigin::opened], before);
}

} // namespace
