// The sessions of a user in a store that lists them.
#include "unit/session/users_site.hpp"

#include <costrel/session/errors.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/login.hpp>
#include <costrel/sync_wait.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using site::T;
using testing::IsEmpty;
using testing::SizeIs;

class SessionsOfAUser : public site::UsersSite {};

TEST_F(SessionsOfAUser, AreListedWithWhatTheConfigurationShows)
{
    log_in("ann", "laptop");
    now += 5min;
    const std::string phone = log_in("ann", "phone");
    log_in("eve");
    const auto found = list("ann");
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].values, (Dict{{"device", "phone"}})) << "the one that was used last first";
    EXPECT_EQ(found[0].created, T + 5min);
    EXPECT_EQ(found[0].last_seen, T + 5min);
    EXPECT_EQ(found[0].expires, T + 5min + std::chrono::days(31));
    EXPECT_EQ(found[0].handle, *Visit(sessions, phone, now).session.handle());
    EXPECT_EQ(found[1].values, (Dict{{"device", "laptop"}}));
    EXPECT_THAT(list("nobody"), IsEmpty());
}

TEST_F(SessionsOfAUser, AreNotListedAfterTheirEnd)
{
    configure({.session_idle_timeout = 1h});
    const std::string cookie = log_in("ann");
    log_in("ann");
    Visit logout(sessions, cookie, now);
    logout_user(logout.session);
    (void)logout.save();
    EXPECT_THAT(list("ann"), SizeIs(1));
    EXPECT_EQ(places("ann"), 1U);
    now += 1h + 1s;
    EXPECT_THAT(list("ann"), IsEmpty());
}

TEST_F(SessionsOfAUser, StayListedAsLongAsTheyAreUsed)
{
    configure({.session_idle_timeout = 1h});
    const std::string cookie = log_in("ann");
    for (int i = 0; i < 10; ++i) {
        now += 50min;
        Visit visit(sessions, cookie, now);
        (void)visit.session.contains("device");
        (void)visit.save();
        ASSERT_THAT(list("ann"), SizeIs(1)) << i;
        log_in("eve"); // which takes out what has passed only of her own
    }
    log_in("ann");
    EXPECT_THAT(list("ann"), SizeIs(2));
}

TEST_F(SessionsOfAUser, EndOneByOne)
{
    const std::string laptop = log_in("ann", "laptop");
    const std::string phone = log_in("ann", "phone");
    const std::string handle = *Visit(sessions, phone, now).session.handle();
    EXPECT_FALSE(sync_wait(sessions.end_session("eve", handle))) << "it is not hers";
    EXPECT_FALSE(sync_wait(sessions.end_session("ann", "no handle")));
    EXPECT_TRUE(is_alive(phone));
    EXPECT_TRUE(sync_wait(sessions.end_session("ann", handle)));
    EXPECT_FALSE(is_alive(phone));
    EXPECT_TRUE(is_alive(laptop));
    EXPECT_FALSE(sync_wait(sessions.end_session("ann", handle))) << "there is no such session now";
    EXPECT_THAT(list("ann"), SizeIs(1));
}

TEST_F(SessionsOfAUser, EndAllAtOnce)
{
    const std::string laptop = log_in("ann");
    const std::string phone = log_in("ann");
    const std::string hers = log_in("eve");
    Visit under_way(sessions, phone, now);
    under_way.session["late"] = true;
    sync_wait(sessions.end_sessions_of("ann"));
    EXPECT_TRUE(under_way.save().ended_meanwhile);
    EXPECT_FALSE(is_alive(laptop));
    EXPECT_FALSE(is_alive(phone));
    EXPECT_TRUE(is_alive(hers));
    EXPECT_THAT(list("ann"), IsEmpty());
    EXPECT_TRUE(is_alive(log_in("ann"))) << "a login after that";
}

TEST_F(SessionsOfAUser, ThatAreAllEndedDuringALoginEndThatTooAndItIsNotReportedAsDone)
{
    store->once_before("insert", [&] { sync_wait(sessions.end_sessions_of("ann")); });
    Visit visit(sessions, "", now);
    login_user(visit.session, "ann");
    EXPECT_THROW((void)visit.save(), StoreUnavailableError);
    EXPECT_THAT(list("ann"), IsEmpty());
}

TEST_F(SessionsOfAUser, EndThoughTheyBeganWhileTheOthersWereEnded)
{
    std::string between;
    store->once_before("end_all", [&] { between = log_in("ann"); });
    sync_wait(sessions.end_sessions_of("ann"));
    EXPECT_NE(between, "");
    EXPECT_FALSE(is_alive(between)) << "nobody would find it";
}

TEST_F(SessionsOfAUser, EndButThisOne)
{
    const std::string laptop = log_in("ann");
    const std::string phone = log_in("ann");
    Visit visit(sessions, phone, now);
    logout_others(visit.session);
    (void)visit.save();
    EXPECT_FALSE(is_alive(laptop));
    EXPECT_TRUE(is_alive(phone));
    EXPECT_THAT(list("ann"), SizeIs(1));
}

TEST_F(SessionsOfAUser, EndAtALoginWhenTheyAreTooMany)
{
    configure({.session_max_per_user = 2});
    const std::string first = log_in("ann");
    now += 1s;
    const std::string second = log_in("ann");
    now += 1s;
    const std::string third = log_in("ann");
    EXPECT_FALSE(is_alive(first));
    EXPECT_TRUE(is_alive(second));
    EXPECT_TRUE(is_alive(third));
    EXPECT_THAT(list("ann"), SizeIs(2));
}

TEST_F(SessionsOfAUser, GoOnUnderAnotherIdAndAreEndedThere)
{
    configure({.session_rotate_after = 10min});
    const std::string before = log_in("ann");
    now += 10min;
    Visit visit(sessions, before, now);
    (void)visit.session.contains("device");
    const std::string after = cookie_of(visit.set_cookie());
    ASSERT_NE(after, "");
    EXPECT_EQ(places("ann"), 1U);
    const auto found = list("ann");
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_TRUE(sync_wait(sessions.end_session("ann", found[0].handle)));
    EXPECT_FALSE(is_alive(after));
    EXPECT_FALSE(is_alive(before));
}

TEST_F(SessionsOfAUser, ThatAreAllEndedWhileOneGetsAnotherIdEndThatTooAndItIsNotReportedAsDone)
{
    configure({.session_rotate_after = 10min});
    const std::string before = log_in("ann");
    now += 10min;
    store->once_before("insert", [&] { sync_wait(sessions.end_sessions_of("ann")); });
    Visit visit(sessions, before, now);
    (void)visit.session.contains("device");
    EXPECT_TRUE(visit.save().ended_meanwhile);
    EXPECT_FALSE(is_alive(before));
    EXPECT_THAT(list("ann"), IsEmpty());
}

TEST_F(SessionsOfAUser, AnotherUserInTheSameBrowserTakesTheSessionOver)
{
    const std::string hers = log_in("eve");
    Visit visit(sessions, hers, now);
    login_user(visit.session, "ann");
    (void)visit.save();
    EXPECT_THAT(list("eve"), IsEmpty());
    EXPECT_THAT(list("ann"), SizeIs(1));
}

TEST_F(SessionsOfAUser, ALoginThatCouldNotBeListedIsNone)
{
    store->before = [](const std::string& call) {
        return call == "join" ? std::optional(StoreError{}) : std::nullopt;
    };
    Visit visit(sessions, "", now);
    login_user(visit.session, "ann");
    EXPECT_THROW((void)visit.save(), StoreUnavailableError);
    Visit anonymous(sessions, "", now);
    anonymous.session["cart"] = 1;
    EXPECT_NE(anonymous.set_cookie(), "") << "who is nobody needs no list";
}

TEST_F(SessionsOfAUser, CannotBeAskedForWhereNobodyListsThem)
{
    const SessionInterface in_cookies({.secret_key = "a key of more than sixteen bytes"});
    EXPECT_THROW((void)in_cookies.sessions_of("ann"), std::logic_error);
    EXPECT_THROW((void)in_cookies.end_session("ann", "x"), std::logic_error);
    EXPECT_THROW((void)in_cookies.end_sessions_of("ann"), std::logic_error);
    EXPECT_THROW((void)sessions.end_all_sessions(), std::logic_error);
    EXPECT_THROW(SessionInterface(
                     {.secret_key = "a key of more than sixteen bytes", .session_max_per_user = 2}),
                 ConfigError);
}

} // namespace
