#include "unit/session/browser.hpp"
#include "unit/session/site.hpp"

#include <costrel/session/flash.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/sync_wait.hpp>

namespace {

using namespace costrel;
using std::chrono::seconds;

constexpr bool both_formats[] = {false, true}; // Flask's, and sealed

SessionConfig in_format(bool sealed)
{
    SessionConfig config;
    config.session_format = sealed ? SessionFormat::sealed() : SessionFormat::flask();
    return config;
}

TEST(Saving, OfAFlashAfterALogoutIsNotUnderTheHandleThatHasEnded)
{
    for (const bool sealed : both_formats) {
        SCOPED_TRACE(sealed);
        Site site(in_format(sealed));
        const std::string cookie = site.login("42");
        site.now += seconds(10);
        const std::string next = site.request(cookie, [](Session& session) {
            logout_user(session);
            flash(session, "bye");
        });
        EXPECT_EQ(site.origin_of(cookie), SessionOrigin::revoked);
        site.request(next, [&](Session& session) {
            EXPECT_EQ(session.origin(), SessionOrigin::opened);
            EXPECT_EQ(session.created(), site.now);
            EXPECT_EQ(get_flashed_messages(session).size(), 1U);
            EXPECT_EQ(current_user(session), std::nullopt);
        });
    }
}

// The login of Flask's tutorial.
TEST(Saving, OfAnotherUserAfterAClearIsNotUnderTheHandleThatHasEnded)
{
    for (const bool sealed : both_formats) {
        SCOPED_TRACE(sealed);
        SessionConfig config = in_format(sealed);
        config.session_user_key = "user_id";
        Site site(config);
        const auto log_in = [&](int user, const std::string& cookie) {
            return site.request(cookie, [&](Session& session) {
                session.clear();
                (void)session.id();
                session["user_id"] = user;
            });
        };
        const std::string first = log_in(42, {});
        site.now += seconds(10);
        const std::string second = log_in(43, first);
        EXPECT_EQ(site.origin_of(first), SessionOrigin::revoked);
        site.request(second,
                     [](Session& session) { EXPECT_EQ(session.get<int>("user_id", -1), 43); });
    }
}

TEST(Saving, OfAnotherUserAfterAClearIsNotStoppedByAnEndThatWasBefore)
{
    for (const bool sealed : both_formats) {
        SCOPED_TRACE(sealed);
        Site site(in_format(sealed));
        const std::string anonymous = site.request({}, [](Session& session) { session["n"] = 1; });
        site.now += seconds(10);
        sync_wait(site.sessions().end_sessions_of("43"));
        site.now += seconds(100);
        const std::string cookie = site.request(anonymous, [](Session& session) {
            session.clear();
            session["_user_id"] = "43";
        });
        EXPECT_EQ(site.user_of(cookie), "43");
    }
}

TEST(Saving, OfTheSameEntriesAfterAClearKeepsWhenTheSessionBegan)
{
    Site site;
    const auto began = site.now;
    const std::string cookie = site.login("42");
    site.now += seconds(10);
    const std::string next = site.request(cookie, [](Session& session) {
        const Dict values = session.items();
        session.clear();
        session.update(values);
    });
    site.request(next, [&](Session& session) {
        EXPECT_EQ(current_user(session), "42");
        EXPECT_EQ(session.created(), began);
    });
}

// Whoever kept it would end nothing with it.
TEST(Handle, IsNotTheDeadOneInTheRequestThatLogsIn)
{
    for (const bool sealed : both_formats) {
        SCOPED_TRACE(sealed);
        Site site(in_format(sealed));
        const std::string cookie = site.login("42");
        std::optional<std::string> before, now, after;
        const std::string next = site.request(cookie, [&](Session& session) {
            before = session.handle();
            login_user(session, "43");
            now = session.handle();
        });
        site.request(next, [&](Session& session) { after = session.handle(); });
        EXPECT_TRUE(before && after && before != after);
        EXPECT_EQ(now, std::nullopt);
    }
}

TEST(Handle, OfASessionInAStoreIsNotTheDeadOneAfterARegeneration)
{
    SessionConfig config;
    config.secret_key = "the secret of the tests of logins, 0123456789";
    config.session_store = memory_store();
    SessionInterface sessions(config);
    Browser browser(sessions);
    browser.request([](Session& session) { login_user(session, "42"); });
    std::optional<std::string> before, now;
    browser.request([&](Session& session) {
        before = session.handle();
        session.regenerate();
        now = session.handle();
    });
    browser.request([&](Session& session) {
        EXPECT_TRUE(before && session.handle() && before != session.handle());
    });
    EXPECT_EQ(now, std::nullopt);
}

// What no cookie can hold.
std::string too_much()
{
    Session session;
    std::string text;
    for (int i = 0; i < 200; ++i) {
        session.regenerate();
        text += session.id();
    }
    return text;
}

TEST(Saving, ThatFailsHasNotEndedTheSessionThatStays)
{
    for (const bool sealed : both_formats) {
        SCOPED_TRACE(sealed);
        SessionConfig config = in_format(sealed);
        config.fail_on_large_cookie = true;
        Site site(config);
        const std::string cookie = site.login("42");
        const auto regenerate = [](Session& session) {
            session.regenerate();
            session["big"] = too_much();
        };
        EXPECT_THROW(site.request(cookie, regenerate), CookieTooLargeError);
        EXPECT_EQ(site.user_of(cookie), "42");
        const auto log_in = [](Session& session) {
            login_user(session, "43");
            session["big"] = too_much();
        };
        EXPECT_THROW(site.request(cookie, log_in), CookieTooLargeError);
        EXPECT_EQ(site.user_of(cookie), "42");
    }
}

TEST(Saving, ThatFailsHasEndedTheSessionAfterALogout)
{
    for (const bool sealed : both_formats) {
        SCOPED_TRACE(sealed);
        SessionConfig config = in_format(sealed);
        config.fail_on_large_cookie = true;
        Site site(config);
        const std::string cookie = site.login("42");
        const auto log_out = [](Session& session) {
            logout_user(session);
            session["big"] = too_much();
        };
        EXPECT_THROW(site.request(cookie, log_out), CookieTooLargeError);
        EXPECT_EQ(site.origin_of(cookie), SessionOrigin::revoked);
    }
}

TEST(Saving, OfASessionOfAUserInFlasksFormatGivesTheListSomethingToEnd)
{
    Site site(in_format(false));
    const auto save = [](Session& session) { session["_user_id"] = "42"; };
    const std::string copy = site.request({}, save);
    site.request(copy, [](Session& session) { EXPECT_TRUE(session.handle()); });
    site.now += seconds(10);
    const std::string changed = site.request(copy, [](Session& session) { session["n"] = 1; });
    EXPECT_EQ(site.request(changed, [](Session& session) { logout_user(session); }), "");
    EXPECT_EQ(site.origin_of(copy), SessionOrigin::revoked);
    EXPECT_EQ(site.origin_of(changed), SessionOrigin::revoked);
}

TEST(Saving, OfASessionOfAUserInFlasksFormatIsFlasksOwnWithoutAList)
{
    SessionConfig config;
    config.secret_key = "the secret of the tests of logins, 0123456789";
    SessionInterface sessions(config);
    Browser browser(sessions);
    browser.request([](Session& session) { session["_user_id"] = "42"; });
    browser.request([](Session& session) {
        EXPECT_EQ(session.items(), Dict::from_items({{"_user_id", "42"}}));
    });
}

TEST(Saving, OfAnAnonymousSessionInFlasksFormatMakesNoHandle)
{
    Site site(in_format(false));
    const auto save = [](Session& session) { session["n"] = 1; };
    site.request(site.request({}, save),
                 [](Session& session) { EXPECT_FALSE(session.contains("_handle")); });
}

TEST(Saving, OfTheSameEntriesAfterAClearIsUnderAnotherHandle)
{
    Site site(in_format(false));
    const std::string cookie = site.login("42");
    const std::string next = site.request(cookie, [](Session& session) {
        const Dict values = session.items();
        session.clear();
        session.update(values);
    });
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::revoked);
    EXPECT_EQ(site.user_of(next), "42");
}

TEST(SessionsNotBefore, EndsASessionThatBeganBeforeAlsoWhenItWasSavedLater)
{
    for (const bool sealed : both_formats) {
        SCOPED_TRACE(sealed);
        const std::string keys =
            R"({"keys": [{"secret": "the secret of the tests of key rings, 0123456789"}])";
        SessionConfig config = in_format(sealed);
        config.session_keys = keys + "}";
        std::chrono::sys_seconds now(seconds(1'800'000'000)); // 2027-01-15T08:00:00Z
        const auto clock = [&] { return now; };
        SessionInterface before(config, clock);
        config.session_keys = keys + R"(, "sessions_not_before": "2027-01-15T08:00:50Z"})";
        SessionInterface after(config, clock);
        Browser old(before), young(before);
        old.request([](Session& session) { login_user(session, "42"); });
        now += seconds(60);
        old.request([](Session& session) { session["n"] = 1; });
        young.request([](Session& session) { login_user(session, "42"); });
        now += seconds(40);
        Browser old_after(after), young_after(after);
        old_after.cookies = old.cookies;
        young_after.cookies = young.cookies;
        old_after.request(
            [](Session& session) { EXPECT_EQ(session.origin(), SessionOrigin::revoked); });
        EXPECT_EQ(young_after.user(), "42");
    }
}

} // namespace
