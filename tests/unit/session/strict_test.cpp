// One test a requirement of OWASP ASVS 5.0 and NIST SP 800-63B-4: what is on the wire, or what a
// second request gets. docs/session-policy.md lists them.
#include "encoding/base64.hpp"
#include "unit/session/site.hpp"

#include <costrel/config.hpp>
#include <costrel/session/errors.hpp>

#include <cstdlib>

namespace {

using namespace costrel;
using std::chrono::seconds;

const std::string key = "the secret of the tests of strict sessions, 0123456789";

SessionConfig strict()
{
    return strict_sessions(SessionConfig{.secret_key = key});
}

std::string value_of(const std::string& cookie)
{
    return cookie.substr(cookie.find('=') + 1);
}

std::string wire_of(const std::string& cookie)
{
    std::string wire;
    EXPECT_TRUE(encoding::base64url_decode_canonical(value_of(cookie), wire));
    return wire;
}

TEST(Asvs, TheSetCookieFieldIs)
{
    Site site(strict());
    const std::string cookie = site.login("42");
    EXPECT_TRUE(cookie.starts_with("__Host-session="));
    EXPECT_EQ(site.set_cookie, cookie + "; Secure; HttpOnly; Path=/; SameSite=Lax");
}

TEST(Asvs, NothingThatTheClientChangesIsBelieved)
{
    Site site(strict());
    const std::string wire = wire_of(site.login("42"));
    for (std::size_t i = 0; i < wire.size() * 8; ++i) {
        std::string changed = wire;
        changed[i / 8] = static_cast<char>(changed[i / 8] ^ (1 << i % 8));
        std::string cookie = "__Host-session=";
        encoding::base64url_encode(cookie, changed);
        ASSERT_EQ(site.user_of(cookie), std::nullopt) << i;
    }
}

TEST(Asvs, TwoSealsOfOneSessionDiffer)
{
    Site site(strict());
    const std::string cookie = site.login("42");
    const auto again = [&] {
        return site.request(cookie, [](Session& session) { session.set_modified(true); });
    };
    EXPECT_NE(again(), again());
}

TEST(Asvs, AHandleHas128Bits)
{
    Site site(strict());
    std::string last;
    for (int i = 0; i < 100; ++i) {
        std::optional<std::string> handle;
        site.request(site.login("42"), [&](Session& session) { handle = session.handle(); });
        ASSERT_TRUE(handle);
        ASSERT_EQ(handle->size(), 22U); // 16 bytes
        ASSERT_NE(*handle, last);
        last = *handle;
    }
}

TEST(Asvs, ALoginEndsTheSessionBefore)
{
    Site site(strict());
    const std::string before = site.login("42");
    const std::string after = site.login("42", before);
    EXPECT_EQ(site.origin_of(before), SessionOrigin::revoked);
    EXPECT_EQ(site.user_of(after), "42");
}

TEST(Asvs, AnIdleSessionEndsWhateverItsCookieSays)
{
    Site site(strict());
    const std::string cookie = site.login("42");
    site.now += std::chrono::minutes(30);
    EXPECT_EQ(site.user_of(cookie), "42");
    site.now += seconds(1);
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::idle);
}

TEST(Asvs, ABusySessionEndsToo)
{
    Site site(strict());
    std::string cookie = site.login("42");
    for (int i = 0; i < 12 * 6; ++i) {
        site.now += std::chrono::minutes(10);
        cookie = site.request(
            cookie, [](Session& session) { EXPECT_EQ(session.origin(), SessionOrigin::opened); });
    }
    site.now += seconds(1);
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::expired);
}

TEST(Asvs, ACopyOfTheCookieIsDeadAfterALogout)
{
    Site site(strict());
    const std::string cookie = site.login("42");
    site.request(cookie, [](Session& session) { logout_user(session); });
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::revoked);
}

TEST(Asvs, OnlyThisSessionLivesOn)
{
    Site site(strict());
    const std::string other = site.login("42");
    const std::string mine = site.login("42");
    const std::string kept = site.request(mine, [](Session& session) { logout_others(session); });
    EXPECT_EQ(site.user_of(other), std::nullopt);
    EXPECT_EQ(site.user_of(kept), "42");
}

TEST(Asvs, AnAdministratorEndsAUsersSessionsOrAll)
{
    Site site(strict());
    const std::string first = site.login("42");
    const std::string second = site.login("42");
    const std::string other = site.login("43");
    (void)site.sessions().end_sessions_of("42");
    EXPECT_EQ(site.origin_of(first), SessionOrigin::revoked);
    EXPECT_EQ(site.origin_of(second), SessionOrigin::revoked);
    EXPECT_EQ(site.user_of(other), "43");
    EXPECT_EQ(site.user_of(site.login("42")), "42"); // in the same second
    (void)site.sessions().end_all_sessions();
    EXPECT_EQ(site.origin_of(other), SessionOrigin::revoked);
}

TEST(Asvs, OneSessionEndsByItsHandle)
{
    Site site(strict());
    const std::string first = site.login("42");
    const std::string second = site.login("42");
    std::string handle;
    site.request(first, [&](Session& session) { handle = session.handle().value(); });
    (void)site.sessions().end_session("42", handle);
    (void)site.sessions().end_session("42", "no handle");
    EXPECT_EQ(site.origin_of(first), SessionOrigin::revoked);
    EXPECT_EQ(site.user_of(second), "42");
}

TEST(Asvs, ACookieThatBrowsersWouldDropIsNotSent)
{
    Site site(strict());
    const auto request_with = [&](std::size_t size) {
        return site.request({},
                            [&](Session& session) { session["text"] = std::string(size, 'x'); });
    };
    EXPECT_EQ(request_with(2'937).size(), std::string("__Host-session=").size() + 4'050);
    EXPECT_THROW(request_with(2'938), CookieTooLargeError); // the next step would be 4,106
}

TEST(Asvs, AnOldLoginIsNotFresh)
{
    Site site(strict());
    const std::string cookie = site.login("42");
    site.now += seconds(301);
    site.request(cookie, [](Session& session) {
        EXPECT_FALSE(logged_in_within(session, std::chrono::minutes(5)));
    });
}

TEST(Asvs, ACookieChoosesNeitherAlgorithmNorKeyNorName)
{
    Site site(strict());
    const std::string wire = wire_of(site.login("42"));
    std::string other_version = wire;
    other_version[0] = 2;
    std::string cookie = "__Host-session=";
    encoding::base64url_encode(cookie, other_version);
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::malformed);

    SessionConfig renamed{.secret_key = key};
    renamed.session_cookie_name = "__Host-other";
    Site other(strict_sessions(renamed));
    std::string of_other = other.login("42");
    EXPECT_EQ(site.origin_of("__Host-session=" + value_of(of_other)), SessionOrigin::bad_signature);
}

TEST(Asvs, AWeakKeyDoesNotStart)
{
    for (const char* weak : {"dev", "short but not so very sho", "0123456789abcdef0123456789abcdef",
                             "a-string-secret-at-least-256-bits-long"})
        EXPECT_THROW(Site(strict_sessions(SessionConfig{.secret_key = weak})), ConfigError) << weak;
}

TEST(Asvs, AKeyIsReplacedWithoutALogout)
{
    const std::string old_key = R"({"keys":[{"secret":")" + key + R"("}]})";
    const std::string both = R"({"keys":[{"secret":")" + key +
                             R"("},{"secret":"the next secret of the tests, 0123456789abc"}]})";
    Site before(strict_sessions(SessionConfig{.session_keys = old_key}));
    Site after(strict_sessions(SessionConfig{.session_keys = both}));
    const std::string cookie = before.login("42");
    const std::string renewed =
        after.request(cookie, [](Session& session) { EXPECT_EQ(current_user(session), "42"); });
    EXPECT_NE(renewed, cookie);
    after.request(renewed, [](Session& session) { EXPECT_EQ(session.key_index(), 0U); });
}

TEST(Nist, NoEntryOfTheSessionStandsInTheCookie)
{
    Site site(strict());
    const std::string cookie = site.request({}, [](Session& session) {
        login_user(session, "alice@example.com");
        session["plan"] = "enterprise";
    });
    const std::string wire = wire_of(cookie);
    for (const std::string_view text : {"alice", "example", "plan", "enterprise", "_user_id"}) {
        EXPECT_EQ(wire.find(text), wire.npos) << text;
        EXPECT_EQ(cookie.find(text), cookie.npos) << text;
    }
}

TEST(Nist, ALoginStartsBothClocks)
{
    Site site(strict());
    std::string cookie = site.login("42");
    site.now += std::chrono::minutes(29);
    cookie = site.login("42", cookie);
    site.request(cookie, [&](Session& session) { EXPECT_EQ(session.created(), site.now); });
}

TEST(StrictSessions, RejectAConfigurationThatContradictsThem)
{
    const auto with = [](auto change) {
        SessionConfig config{.secret_key = key};
        change(config);
        return config;
    };
    const std::vector<SessionConfig> bad = {
        with([](SessionConfig& config) { config.session_cookie_name = "session"; }),
        with([](SessionConfig& config) { config.session_cookie_domain = "example.com"; }),
        with([](SessionConfig& config) { config.session_cookie_httponly = false; }),
        with([](SessionConfig& config) { config.session_cookie_samesite = "None"; }),
        with([](SessionConfig& config) { config.session_idle_timeout = std::chrono::hours(2); }),
        with([](SessionConfig& config) {
            config.session_absolute_timeout = std::chrono::hours(25);
        }),
    };
    for (const SessionConfig& config : bad)
        EXPECT_THROW(strict_sessions(config), ConfigError);
    EXPECT_NO_THROW(strict_sessions(
        with([](SessionConfig& config) { config.session_cookie_samesite = "Strict"; })));
}

TEST(StrictSessions, NeedAListInProduction)
{
    ::setenv("COSTREL_ENV", "production", 1);
    EXPECT_THROW(strict(), ConfigError);
    SessionConfig config{.secret_key = key};
    config.session_revocations = local_revocations();
    EXPECT_NO_THROW(strict_sessions(config));
    ::unsetenv("COSTREL_ENV");
    EXPECT_NO_THROW(strict());
}

} // namespace
