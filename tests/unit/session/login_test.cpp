#include "unit/session/site.hpp"

namespace {

using namespace costrel;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr sys_seconds start(seconds(1'800'000'000));

TEST(Login, BeginsASessionOfItsUser)
{
    Site site;
    const std::string cookie = site.login("42");
    EXPECT_EQ(site.user_of(cookie), "42");
    site.request(cookie, [](Session& session) {
        EXPECT_EQ(session.get<bool>("_fresh"), true);
        EXPECT_FALSE(session.contains("_id")); // a Flask-Login beside it asks again
        EXPECT_EQ(session.created(), start);
        EXPECT_TRUE(logged_in_within(session, seconds(0)));
    });
}

TEST(Login, LeavesNothingOfTheSessionBeforeButWhatItIsToldToKeep)
{
    Site site;
    const std::string planted = site.request({}, [](Session& session) {
        session["cart"] = List{1};
        session["next"] = "/evil";
    });
    const std::string cookie = site.request(planted, [](Session& session) {
        login_user(session, "42", {.keep = {"cart", "missing"}});
    });
    site.request(cookie, [](Session& session) {
        EXPECT_EQ(session.get<List>("cart"), List{1});
        EXPECT_FALSE(session.contains("next"));
        EXPECT_FALSE(session.contains("missing"));
    });
}

TEST(Login, HasANewHandleAndEndsTheSessionBefore)
{
    Site site;
    const std::string first = site.login("42");
    const std::string second = site.login("43", first);
    site.request(first, [](Session& session) { EXPECT_TRUE(session.empty()); });
    EXPECT_EQ(site.origin_of(first), SessionOrigin::revoked);
    EXPECT_EQ(site.user_of(second), "43");
}

TEST(Login, SetsTheEntryThatNamesTheUserSoThatALogoutEndsEveryCopy)
{
    SessionConfig config;
    config.session_user_key = "uid";
    Site site(config);
    const std::string cookie = site.login("42");
    site.request(cookie, [](Session& session) {
        EXPECT_EQ(session.get("uid", ""), "42");
        EXPECT_EQ(session.get("_user_id", ""), "42"); // Flask-Login's
    });
    EXPECT_EQ(site.user_of(cookie), "42");
    site.request(cookie, [](Session& session) { logout_user(session); });
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::revoked);
}

TEST(Login, NeedsAUser)
{
    Session session;
    EXPECT_THROW(login_user(session, ""), std::invalid_argument);
}

TEST(Logout, EndsEveryCopyOfTheCookie)
{
    Site site;
    const std::string cookie = site.login("42");
    EXPECT_EQ(site.request(cookie, [](Session& session) { logout_user(session); }), "");
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::revoked);
}

// Two tabs: the request that is under way must not bring the session back.
TEST(Logout, IsNotUndoneByARequestThatIsUnderWay)
{
    Site site;
    const std::string cookie = site.login("42");
    const std::string late = site.request(cookie, [&](Session& session) {
        session["n"] = 1;
        site.request(cookie, [](Session& other) { logout_user(other); });
    });
    EXPECT_EQ(late, "");
}

TEST(Logout, IsNotUndoneByARegenerationThatIsUnderWay)
{
    Site site;
    const std::string cookie = site.login("42");
    const std::string late = site.request(cookie, [&](Session& session) {
        session.regenerate();
        site.request(cookie, [](Session& other) { logout_user(other); });
    });
    EXPECT_EQ(late, "");
}

TEST(LogoutOthers, EndsAllSessionsOfTheUserButThisOne)
{
    Site site;
    const std::string stolen = site.login("42");
    const std::string other_user = site.login("43");
    const std::string mine = site.login("42");
    site.now += seconds(5);
    const std::string kept = site.request(mine, [](Session& session) { logout_others(session); });
    EXPECT_EQ(site.origin_of(stolen), SessionOrigin::revoked);
    EXPECT_EQ(site.origin_of(mine), SessionOrigin::revoked);
    EXPECT_EQ(site.user_of(kept), "42");
    EXPECT_EQ(site.user_of(other_user), "43");
    // A login of the same second lives, too.
    EXPECT_EQ(site.user_of(site.login("42")), "42");
}

TEST(LogoutOthers, KnowsTheUserByTheEntryThatIsConfigured)
{
    SessionConfig config;
    config.session_user_key = "uid";
    Site site(config);
    const auto log_in = [](Session& session) { session["uid"] = 42; };
    const std::string stolen = site.request({}, log_in);
    const std::string mine = site.request({}, log_in);
    site.now += seconds(5);
    const std::string kept = site.request(mine, [](Session& session) { logout_others(session); });
    EXPECT_EQ(site.origin_of(stolen), SessionOrigin::revoked);
    EXPECT_EQ(site.user_of(kept), "42");
}

TEST(LogoutOthers, IsNoFreshLogin)
{
    Site site;
    std::string cookie = site.login("42");
    site.now += seconds(1'000);
    cookie = site.request(cookie, [](Session& session) { logout_others(session); });
    site.request(cookie, [](Session& session) {
        EXPECT_FALSE(logged_in_within(session, seconds(999)));
        EXPECT_TRUE(logged_in_within(session, seconds(1'000)));
    });
}

TEST(LoggedInWithin, IsFalseWithoutALogin)
{
    Site site;
    const std::string cookie =
        site.request({}, [](Session& session) { session["_user_id"] = "42"; });
    site.request(cookie, [](Session& session) {
        EXPECT_EQ(current_user(session), "42");
        EXPECT_FALSE(logged_in_within(session, std::chrono::hours(1)));
    });
}

TEST(CurrentUser, IsTextOrAWholeNumber)
{
    Session session;
    EXPECT_EQ(current_user(session), std::nullopt);
    session.set("_user_id", 42);
    EXPECT_EQ(current_user(session), "42");
    for (const Value& value : {Value(""), Value(true), Value(42.0), Value(), Value(List{"42"})}) {
        session.set("_user_id", value);
        EXPECT_EQ(current_user(session), std::nullopt);
    }
}

// Anonymous sessions prove nothing, and a client could make a million of them.
TEST(Revocations, AreNotFilledByAnonymousSessions)
{
    Site site;
    const std::string cookie = site.request({}, [](Session& session) { session["n"] = 1; });
    site.request(cookie, [](Session& session) { session.clear(); });
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::opened);
}

TEST(Timeouts, EndASessionWhateverItsCookieSays)
{
    SessionConfig config;
    config.session_idle_timeout = std::chrono::minutes(30);
    config.session_absolute_timeout = std::chrono::hours(12);
    Site site(config);
    std::string cookie = site.login("42");
    const std::string first = cookie;
    site.now += std::chrono::minutes(31);
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::idle);
    site.now = start;
    std::size_t renewals = 0;
    while (site.now < start + std::chrono::hours(12)) {
        site.now += seconds(60);
        const std::string next = site.request(
            cookie, [](Session& session) { EXPECT_EQ(session.origin(), SessionOrigin::opened); });
        renewals += next == cookie ? 0 : 1;
        cookie = next;
    }
    EXPECT_GE(renewals, 12U * 60 / 30);
    EXPECT_LE(renewals, 12U * 60 / 7);
    site.now += seconds(1);
    EXPECT_EQ(site.origin_of(cookie), SessionOrigin::expired);
}

} // namespace
