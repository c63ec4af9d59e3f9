#include <costrel/session_interface.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>

// The cookies here were recorded from Flask 3.1.3 at 1700000000 with the secret key "k" or "dev".
namespace {

using costrel::Config;
using costrel::SavedSession;
using costrel::SecureCookieSessionInterface;
using costrel::Session;
using costrel::SessionOrigin;
using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds T(1'700'000'000s);

constexpr const char* plain = "session=eyJhIjoxfQ.ZVPxAA.-1QlRaColPEibXlFRFd2EAdBB74";
constexpr const char* permanent =
    "session=eyJfcGVybWFuZW50Ijp0cnVlLCJhIjoxfQ.ZVPxAA.GVBeesKw1h_7JP6EIeuFvwRGsQ4";

Config with_key(std::string key = "k")
{
    Config config;
    config.secret_key = std::move(key);
    return config;
}

TEST(SecureCookieSessionInterface, WritesTheCookieThatFlaskWrites)
{
    const SecureCookieSessionInterface sessions(with_key("dev"));
    Session session = sessions.open_session("", T);
    session["username"] = "admin";
    const SavedSession saved = sessions.save_session(session, T);
    EXPECT_EQ(saved.set_cookie, "session=eyJ1c2VybmFtZSI6ImFkbWluIn0.ZVPxAA."
                                "1pJeQjtZo7U6CGxSLhPtlWWPqKw; HttpOnly; Path=/");
    EXPECT_TRUE(saved.vary_cookie);
    EXPECT_EQ(saved.warning, "");
}

TEST(SecureCookieSessionInterface, ReadsTheCookieThatFlaskWrote)
{
    const SecureCookieSessionInterface sessions(with_key());
    const Session session = sessions.open_session(plain, T);
    EXPECT_EQ(session.get<int>("a"), 1);
    EXPECT_EQ(session.origin(), SessionOrigin::opened);
    EXPECT_EQ(session.key_index(), 0U);
}

TEST(SecureCookieSessionInterface, AnUnusedSessionSendsNothing)
{
    const SecureCookieSessionInterface sessions(with_key());
    const Session session = sessions.open_session(plain, T);
    const SavedSession saved = sessions.save_session(session, T);
    EXPECT_EQ(saved.set_cookie, "");
    EXPECT_FALSE(saved.vary_cookie);
}

TEST(SecureCookieSessionInterface, AReadSessionOnlyVaries)
{
    const SecureCookieSessionInterface sessions(with_key());
    const Session session = sessions.open_session(plain, T);
    (void)session.contains("a");
    const SavedSession saved = sessions.save_session(session, T);
    EXPECT_EQ(saved.set_cookie, "");
    EXPECT_TRUE(saved.vary_cookie);
}

TEST(SecureCookieSessionInterface, AnEmptiedSessionDeletesTheCookie)
{
    const SecureCookieSessionInterface sessions(with_key());
    Session session = sessions.open_session(plain, T);
    (void)session.pop("a");
    EXPECT_EQ(sessions.save_session(session, T).set_cookie,
              "session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/");
}

TEST(SecureCookieSessionInterface, APermanentSessionIsRefreshedEvenUnused)
{
    const SecureCookieSessionInterface sessions(with_key());
    const Session session = sessions.open_session(permanent, T);
    const SavedSession saved = sessions.save_session(session, T);
    EXPECT_EQ(saved.set_cookie,
              std::string(permanent) + "; Expires=Fri, 15 Dec 2023 22:13:20 GMT; HttpOnly; Path=/");
    EXPECT_TRUE(saved.vary_cookie);
    EXPECT_FALSE(session.accessed());
}

TEST(SecureCookieSessionInterface, APermanentSessionIsNotRefreshedWhenSoConfigured)
{
    Config config = with_key();
    config.session_refresh_each_request = false;
    const SecureCookieSessionInterface sessions(config);
    const Session session = sessions.open_session(permanent, T);
    EXPECT_EQ(sessions.save_session(session, T).set_cookie, "");
}

TEST(SecureCookieSessionInterface, WritesEveryAttributeInFlasksOrder)
{
    Config config = with_key();
    config.session_cookie_domain = "example.com";
    config.session_cookie_path = "/p";
    config.session_cookie_secure = true;
    config.session_cookie_samesite = "strict";
    config.session_cookie_partitioned = true;
    const SecureCookieSessionInterface sessions(config);
    Session session = sessions.open_session(permanent, T);
    session["a"] = 1;
    EXPECT_EQ(sessions.save_session(session, T).set_cookie,
              std::string(permanent) +
                  "; Domain=example.com; Expires=Fri, 15 Dec 2023 22:13:20 GMT; Secure; HttpOnly; "
                  "Path=/p; SameSite=Strict; Partitioned");
    session.clear();
    EXPECT_EQ(sessions.save_session(session, T).set_cookie,
              "session=; Domain=example.com; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; "
              "Secure; HttpOnly; Path=/p; SameSite=Strict; Partitioned");
}

TEST(SecureCookieSessionInterface, ABadCookieGivesAnEmptySessionAndTheReason)
{
    const SecureCookieSessionInterface sessions(with_key());
    const auto origin = [&](std::string cookie, std::chrono::sys_seconds now = T) {
        const Session session = sessions.open_session(cookie, now);
        EXPECT_TRUE(session.empty()) << cookie;
        EXPECT_FALSE(session.modified()) << cookie;
        const SavedSession saved = sessions.save_session(session, now);
        EXPECT_EQ(saved.set_cookie, "") << cookie;
        return session.origin();
    };
    const std::string good = plain;
    EXPECT_EQ(origin(""), SessionOrigin::none);
    EXPECT_EQ(origin("session="), SessionOrigin::none);
    EXPECT_EQ(origin("Session=" + good.substr(8)), SessionOrigin::none);
    EXPECT_EQ(origin("session=x"), SessionOrigin::bad_signature);
    EXPECT_EQ(origin("session=...."), SessionOrigin::bad_signature);
    EXPECT_EQ(origin("session=bad; " + good), SessionOrigin::bad_signature); // the first one counts
    EXPECT_EQ(origin(good.substr(0, good.size() - 1)), SessionOrigin::bad_signature);
    EXPECT_EQ(origin(good + "="), SessionOrigin::bad_signature);
    EXPECT_EQ(origin(good, T + std::chrono::days(31) + 1s), SessionOrigin::expired);
    EXPECT_EQ(origin(good, T - 1s), SessionOrigin::from_the_future);
    EXPECT_EQ(origin("session=" + std::string(9000, 'A')), SessionOrigin::too_large);
}

TEST(SecureCookieSessionInterface, ASessionMayBeExactlyAsOldAsItsLifetime)
{
    const SecureCookieSessionInterface sessions(with_key());
    EXPECT_TRUE(sessions.open_session(plain, T + std::chrono::days(31)).contains("a"));
}

TEST(SecureCookieSessionInterface, OldKeysReadAndNeverSign)
{
    Config config = with_key("new");
    config.secret_key_fallbacks = {"older", "k"};
    const SecureCookieSessionInterface sessions(config);
    Session session = sessions.open_session(plain, T);
    EXPECT_EQ(session.get<int>("a"), 1);
    EXPECT_EQ(session.key_index(), 1U);
    EXPECT_EQ(sessions.save_session(session, T).set_cookie, ""); // as Flask: not signed again
    session["a"] = 2;
    const std::string cookie = sessions.save_session(session, T).set_cookie;
    const SecureCookieSessionInterface only_new(with_key("new"));
    EXPECT_TRUE(only_new.open_session(cookie, T).contains("a"));
}

TEST(SecureCookieSessionInterface, SignsAgainWhatAnOldKeySignedWhenAskedTo)
{
    Config config = with_key("new");
    config.secret_key_fallbacks = {"k"};
    config.resign_on_fallback = true;
    const SecureCookieSessionInterface sessions(config);
    const Session session = sessions.open_session(plain, T);
    (void)session.contains("a");
    const std::string cookie = sessions.save_session(session, T).set_cookie;
    const SecureCookieSessionInterface only_new(with_key("new"));
    EXPECT_EQ(only_new.open_session(cookie, T).get<int>("a"), 1);
}

TEST(SecureCookieSessionInterface, WarnsOfACookieThatBrowsersWouldDrop)
{
    const SecureCookieSessionInterface sessions(with_key());
    Session session = sessions.open_session("", T);
    std::string text;
    for (unsigned i = 0, seed = 1; i < 5000; ++i) {
        seed = seed * 1'103'515'245 + 12'345;
        text += static_cast<char>('!' + (seed >> 16) % 90);
    }
    session["text"] = text;
    const SavedSession saved = sessions.save_session(session, T);
    EXPECT_NE(saved.warning.find("The 'session' cookie is too large: the value was"),
              std::string::npos);
    EXPECT_FALSE(saved.set_cookie.empty());
}

TEST(SecureCookieSessionInterface, RefusesAConfigurationThatCannotWork)
{
    const auto message = [](auto&& change) -> std::string {
        Config config = with_key();
        change(config);
        try {
            const SecureCookieSessionInterface sessions(config);
        } catch (const costrel::ConfigError& error) {
            return error.what();
        }
        return "accepted";
    };
    using testing::HasSubstr;
    EXPECT_THAT(message([](Config& c) { c.session_cookie_samesite = "x"; }),
                HasSubstr("session_cookie_samesite must be \"Strict\", \"Lax\" or \"None\""));
    EXPECT_THAT(message([](Config& c) { c.session_cookie_samesite = "None"; }),
                HasSubstr("session_cookie_secure must be true"));
    EXPECT_THAT(message([](Config& c) { c.session_cookie_name = "a;b"; }),
                HasSubstr("session_cookie_name must be a cookie name"));
    EXPECT_THAT(message([](Config& c) { c.session_cookie_name = "__Host-s"; }),
                HasSubstr("__Host-"));
    EXPECT_THAT(message([](Config& c) { c.session_cookie_domain = "a\r\nb"; }),
                HasSubstr("session_cookie_domain must be a host name"));
    EXPECT_THAT(message([](Config& c) { c.session_cookie_path = "x\n"; }),
                HasSubstr("must begin with a slash"));
    EXPECT_THAT(message([](Config& c) { c.permanent_session_lifetime = std::chrono::days(401); }),
                HasSubstr("at most 400 days"));
    EXPECT_THAT(message([](Config& c) { c.permanent_session_lifetime = -1s; }),
                HasSubstr("must not be negative"));
    EXPECT_THAT(message([](Config& c) { c.session_json_depth = 127; }),
                HasSubstr("session_json_depth must be at least 128"));
    EXPECT_THAT(message([](Config& c) { c.secret_key_fallbacks = {""}; }),
                HasSubstr("secret_key_fallbacks must not hold an empty key"));
    EXPECT_EQ(message([](Config& c) {
                  c.session_cookie_name = "__Host-s";
                  c.session_cookie_secure = true;
                  c.session_cookie_samesite = "none";
              }),
              "accepted");
}

} // namespace
