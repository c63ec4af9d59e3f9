#include "visit.hpp"

#include <costrel/session/interface.hpp>
#include <costrel/session/memory_store.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>

// The cookies here were recorded from Flask 3.1.3 at 1700000000 with the secret key "k" or "dev".
namespace {

using costrel::SavedSession;
using costrel::Session;
using costrel::SessionConfig;
using costrel::SessionInterface;
using costrel::SessionOrigin;
using costrel::set_cookie_of;
using costrel::Visit;
using namespace std::chrono_literals;

constexpr std::chrono::sys_seconds T(1'700'000'000s);

constexpr const char* plain = "session=eyJhIjoxfQ.ZVPxAA.-1QlRaColPEibXlFRFd2EAdBB74";
constexpr const char* permanent =
    "session=eyJfcGVybWFuZW50Ijp0cnVlLCJhIjoxfQ.ZVPxAA.GVBeesKw1h_7JP6EIeuFvwRGsQ4";

SessionConfig with_key(std::string key = "k")
{
    SessionConfig config;
    config.secret_key = std::move(key);
    return config;
}

TEST(SessionInterface, WritesTheCookieThatFlaskWrites)
{
    const SessionInterface sessions(with_key("dev"));
    Visit visit(sessions, "", T);
    Session& session = visit.session;
    session["username"] = "admin";
    const SavedSession saved = visit.save();
    EXPECT_EQ(set_cookie_of(saved), "session=eyJ1c2VybmFtZSI6ImFkbWluIn0.ZVPxAA."
                                    "1pJeQjtZo7U6CGxSLhPtlWWPqKw; HttpOnly; Path=/");
    EXPECT_TRUE(saved.vary_cookie);
    EXPECT_EQ(saved.warning, "");
}

TEST(SessionInterface, ReadsTheCookieThatFlaskWrote)
{
    const SessionInterface sessions(with_key());
    Visit visit(sessions, plain, T);
    const Session& session = visit.session;
    EXPECT_EQ(session.get<int>("a"), 1);
    EXPECT_EQ(session.origin(), SessionOrigin::opened);
    EXPECT_EQ(session.key_index(), 0U);
}

TEST(SessionInterface, AnUnusedSessionSendsNothing)
{
    const SessionInterface sessions(with_key());
    Visit visit(sessions, plain, T);
    const SavedSession saved = visit.save();
    EXPECT_EQ(set_cookie_of(saved), "");
    EXPECT_FALSE(saved.vary_cookie);
}

TEST(SessionInterface, AReadSessionOnlyVaries)
{
    const SessionInterface sessions(with_key());
    Visit visit(sessions, plain, T);
    const Session& session = visit.session;
    (void)session.contains("a");
    const SavedSession saved = visit.save();
    EXPECT_EQ(set_cookie_of(saved), "");
    EXPECT_TRUE(saved.vary_cookie);
}

TEST(SessionInterface, AnEmptiedSessionDeletesTheCookie)
{
    const SessionInterface sessions(with_key());
    Visit visit(sessions, plain, T);
    Session& session = visit.session;
    (void)session.pop("a");
    EXPECT_EQ(visit.set_cookie(),
              "session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/");
}

TEST(SessionInterface, APermanentSessionIsRefreshedEvenUnused)
{
    const SessionInterface sessions(with_key());
    Visit visit(sessions, permanent, T);
    const Session& session = visit.session;
    const SavedSession saved = visit.save();
    EXPECT_EQ(set_cookie_of(saved),
              std::string(permanent) + "; Expires=Fri, 15 Dec 2023 22:13:20 GMT; HttpOnly; Path=/");
    EXPECT_TRUE(saved.vary_cookie);
    EXPECT_FALSE(session.accessed());
}

TEST(SessionInterface, APermanentSessionIsNotRefreshedWhenSoConfigured)
{
    SessionConfig config = with_key();
    config.session_refresh_each_request = false;
    const SessionInterface sessions(config);
    Visit visit(sessions, permanent, T);
    EXPECT_EQ(visit.set_cookie(), "");
}

TEST(SessionInterface, WritesEveryAttributeInFlasksOrder)
{
    SessionConfig config = with_key();
    config.session_cookie_domain = "example.com";
    config.session_cookie_path = "/p";
    config.session_cookie_secure = true;
    config.session_cookie_samesite = "strict";
    config.session_cookie_partitioned = true;
    const SessionInterface sessions(config);
    Visit visit(sessions, permanent, T);
    Session& session = visit.session;
    session["a"] = 1;
    EXPECT_EQ(visit.set_cookie(),
              std::string(permanent) +
                  "; Domain=example.com; Expires=Fri, 15 Dec 2023 22:13:20 GMT; Secure; HttpOnly; "
                  "Path=/p; SameSite=Strict; Partitioned");
    session.clear();
    EXPECT_EQ(visit.set_cookie(),
              "session=; Domain=example.com; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; "
              "Secure; HttpOnly; Path=/p; SameSite=Strict; Partitioned");
}

TEST(SessionInterface, ABadCookieGivesAnEmptySessionAndTheReason)
{
    const SessionInterface sessions(with_key());
    const auto origin = [&](std::string cookie, std::chrono::sys_seconds now = T) {
        Visit visit(sessions, cookie, now);
        const Session& session = visit.session;
        EXPECT_TRUE(session.empty()) << cookie;
        EXPECT_FALSE(session.modified()) << cookie;
        const SavedSession saved = visit.save();
        EXPECT_EQ(set_cookie_of(saved), "") << cookie;
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

TEST(SessionInterface, ASessionMayBeExactlyAsOldAsItsLifetime)
{
    const SessionInterface sessions(with_key());
    EXPECT_TRUE(Visit(sessions, plain, T + std::chrono::days(31)).session.contains("a"));
}

TEST(SessionInterface, OldKeysReadAndNeverSign)
{
    SessionConfig config = with_key("new");
    config.secret_key_fallbacks = {"older", "k"};
    const SessionInterface sessions(config);
    Visit visit(sessions, plain, T);
    Session& session = visit.session;
    EXPECT_EQ(session.get<int>("a"), 1);
    EXPECT_EQ(session.key_index(), 1U);
    EXPECT_EQ(visit.set_cookie(), ""); // as Flask: not signed again
    session["a"] = 2;
    const std::string cookie = visit.set_cookie();
    const SessionInterface only_new(with_key("new"));
    EXPECT_TRUE(Visit(only_new, cookie, T).session.contains("a"));
}

TEST(SessionInterface, SignsAgainWhatAnOldKeySignedWhenAskedTo)
{
    SessionConfig config = with_key("new");
    config.secret_key_fallbacks = {"k"};
    config.resign_on_fallback = true;
    const SessionInterface sessions(config);
    Visit visit(sessions, plain, T);
    const Session& session = visit.session;
    (void)session.contains("a");
    const std::string cookie = visit.set_cookie();
    const SessionInterface only_new(with_key("new"));
    EXPECT_EQ(Visit(only_new, cookie, T).session.get<int>("a"), 1);
}

TEST(SessionInterface, WarnsOfACookieThatBrowsersWouldDrop)
{
    const SessionInterface sessions(with_key());
    Visit visit(sessions, "", T);
    Session& session = visit.session;
    std::string text;
    for (unsigned i = 0, seed = 1; i < 5000; ++i) {
        seed = seed * 1'103'515'245 + 12'345;
        text += static_cast<char>('!' + (seed >> 16) % 90);
    }
    session["text"] = text;
    const SavedSession saved = visit.save();
    EXPECT_NE(saved.warning.find("The 'session' cookie is too large: the value was"),
              std::string::npos);
    EXPECT_FALSE(set_cookie_of(saved).empty());
}

TEST(SessionInterface, RefusesAConfigurationThatCannotWork)
{
    const auto message = [](auto&& change) -> std::string {
        SessionConfig config = with_key();
        change(config);
        try {
            const SessionInterface sessions(config);
        } catch (const costrel::ConfigError& error) {
            return error.what();
        }
        return "accepted";
    };
    using testing::HasSubstr;
    EXPECT_THAT(message([](SessionConfig& c) { c.session_cookie_samesite = "x"; }),
                HasSubstr("session_cookie_samesite must be \"Strict\", \"Lax\" or \"None\""));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_cookie_samesite = "None"; }),
                HasSubstr("session_cookie_secure must be true"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_cookie_name = "a;b"; }),
                HasSubstr("session_cookie_name must be a cookie name"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_cookie_name = "__Host-s"; }),
                HasSubstr("__Host-"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_cookie_domain = "a\r\nb"; }),
                HasSubstr("session_cookie_domain must be a host name"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_cookie_path = "x\n"; }),
                HasSubstr("must begin with a slash"));
    EXPECT_THAT(
        message([](SessionConfig& c) { c.permanent_session_lifetime = std::chrono::days(401); }),
        HasSubstr("at most 400 days"));
    EXPECT_THAT(message([](SessionConfig& c) { c.permanent_session_lifetime = -1s; }),
                HasSubstr("must not be negative"));
    EXPECT_THAT(message([](SessionConfig& c) { c.session_json_depth = 127; }),
                HasSubstr("session_json_depth must be at least 128"));
    EXPECT_THAT(message([](SessionConfig& c) { c.secret_key_fallbacks = {""}; }),
                HasSubstr("secret_key_fallbacks must not hold an empty key"));
    EXPECT_EQ(message([](SessionConfig& c) {
                  c.session_cookie_name = "__Host-s";
                  c.session_cookie_secure = true;
                  c.session_cookie_samesite = "none";
              }),
              "accepted");
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
TEST(SessionInterface, SaysOfItsDeprecatedFunctionsThatTheyKnowNoStore)
{
    SessionConfig config = with_key();
    config.session_store = costrel::memory_store();
    const SessionInterface sessions(config);
    EXPECT_THROW((void)sessions.open_session("session=abc", T), std::logic_error);
    EXPECT_THROW((void)sessions.save_session(Session(), T), std::logic_error);
}
#pragma GCC diagnostic pop

} // namespace
