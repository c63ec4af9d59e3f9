// A session in the list of its user: what its request does there, and what it must not.
#include "unit/session/users_site.hpp"

#include <costrel/session/errors.hpp>
#include <costrel/session/login.hpp>
#include <costrel/sync_wait.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <new>
#include <string>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using testing::SizeIs;

class Member : public site::UsersSite {
protected:
    // A request that only reads.
    std::string use(const std::string& cookie)
    {
        Visit visit(sessions, cookie, now);
        (void)visit.session.contains("device");
        return cookie_of(visit.set_cookie());
    }
    // Makes the first so many calls of that name fail, after they were done.
    void lose_replies(const std::string& call, int times)
    {
        store->after = [=](const std::string& asked) mutable {
            if (asked != call || times-- <= 0)
                return std::optional<StoreError>();
            return std::optional(StoreError{StoreError::Code::broken, "the connection broke"});
        };
    }
    void fail(const std::string& call, StoreError::Code code = StoreError::Code::unavailable)
    {
        store->before = [=](const std::string& asked) {
            return asked == call ? std::optional(StoreError{code, "out of order"}) : std::nullopt;
        };
    }
};

TEST_F(Member, WhoIsListedAnewEndsNobodyThoughTheyAreTooMany)
{
    configure({.session_idle_timeout = 1h});
    const std::string laptop = log_in("ann");
    const std::string phone = log_in("ann");
    configure({.session_idle_timeout = 1h, .session_max_per_user = 1});
    now += 1h;
    use(laptop);
    EXPECT_EQ(store->times("join"), 3U) << "it was listed anew";
    EXPECT_TRUE(is_alive(phone)) << "the cap is for those who log in";
    EXPECT_TRUE(is_alive(laptop));
}

TEST_F(Member, WhoGetsAnotherIdEndsNobodyThoughTheyAreTooMany)
{
    const std::string laptop = log_in("ann");
    const std::string phone = log_in("ann");
    configure({.session_rotate_after = 10min, .session_max_per_user = 1});
    now += 10min;
    ASSERT_NE(use(laptop), "");
    EXPECT_TRUE(is_alive(phone));
}

TEST_F(Member, WhoLogsInAgainInTheSameBrowserEndsNobodyElse)
{
    configure({.session_max_per_user = 2});
    const std::string phone = log_in("ann");
    now += 1s;
    const std::string laptop = log_in("ann");
    Visit again(sessions, laptop, now);
    login_user(again.session, "ann");
    const std::string after = cookie_of(again.set_cookie());
    EXPECT_TRUE(is_alive(phone)) << "there are two as before";
    EXPECT_TRUE(is_alive(after));
    EXPECT_FALSE(is_alive(laptop));
}

TEST_F(Member, WhoLogsInAfterAnotherUserOfTheBrowserIsOneMore)
{
    configure({.session_max_per_user = 1});
    const std::string phone = log_in("ann");
    const std::string hers = log_in("eve");
    now += 1s;
    Visit visit(sessions, hers, now);
    login_user(visit.session, "ann");
    (void)visit.save();
    EXPECT_FALSE(is_alive(phone));
}

TEST_F(Member, IsListedAnewWithoutASecondLook)
{
    configure({.session_idle_timeout = 1h});
    const std::string laptop = log_in("ann");
    now += 1h;
    const std::size_t confirmed = store->times("confirm");
    use(laptop);
    EXPECT_EQ(store->times("confirm"), confirmed) << "it was listed all the time";
    EXPECT_EQ(places("ann"), 1U);
}

TEST_F(Member, StaysListedThoughTheRequestThatListedItAnewFailed)
{
    configure({.session_idle_timeout = 1h});
    const std::string laptop = log_in("ann");
    now += 1h;
    fail("replace");
    Visit visit(sessions, laptop, now);
    visit.session["a"] = 1;
    EXPECT_THROW((void)visit.save(), StoreUnavailableError);
    EXPECT_EQ(places("ann"), 1U) << "it is alive";
}

TEST_F(Member, IsListedAnewOnceThoughItIsRenewedSeldom)
{
    configure({.session_idle_timeout = 4h, .session_renew_after = 4h});
    const std::string laptop = log_in("ann");
    now += 1h;
    Visit change(sessions, laptop, now);
    change.session["seen"] = true;
    (void)change.save();
    now += 3h;
    use(laptop);
    const std::size_t joined = store->times("join");
    EXPECT_EQ(joined, 2U);
    now += 1min;
    use(laptop);
    EXPECT_EQ(store->times("join"), joined);
}

TEST_F(Member, ALoginDoesNotDisturbAnotherOfTheSameUserThatIsListedAnew)
{
    configure({.session_idle_timeout = 1h});
    const std::string laptop = log_in("ann");
    now += 1h;
    store->once_before("confirm", [&] { use(laptop); });
    EXPECT_TRUE(is_alive(log_in("ann")));
    EXPECT_EQ(places("ann"), 2U);
}

TEST_F(Member, WhoseOnlySessionIsListedAnewIsStillTheSameUser)
{
    configure({.session_idle_timeout = 1h});
    std::string laptop;
    // Between being stored and being looked for, it is listed anew by another request.
    store->once_before("confirm", [&] {
        const auto listed = sync_wait(
            store->users()->list(session::user_list_key("", "ann"), now, Deadline::max()));
        ASSERT_THAT(*listed, SizeIs(1));
        (void)sync_wait(store->users()->join(session::user_list_key("", "ann"), (*listed)[0], now,
                                             now + 3h, 0, Deadline::max()));
    });
    EXPECT_NO_THROW(laptop = log_in("ann"));
    EXPECT_TRUE(is_alive(laptop));
}

TEST_F(Member, IsAskedForAgainWhenTheReplyGetsLost)
{
    lose_replies("confirm", 3);
    std::string laptop;
    EXPECT_NO_THROW(laptop = log_in("ann"));
    EXPECT_TRUE(is_alive(laptop));
    EXPECT_EQ(store->times("confirm"), 4U);
}

TEST_F(Member, IsNotAskedForWithoutEnd)
{
    lose_replies("confirm", 1'000);
    EXPECT_THROW(log_in("ann"), StoreUnavailableError);
    EXPECT_EQ(store->times("confirm"), 16U);
    EXPECT_EQ(places("ann"), 0U) << "nobody was told of that session, and it is gone";
}

TEST_F(Member, StaysListedWhereNobodyKnowsWhetherItWasStored)
{
    lose_replies("insert", 1'000);
    EXPECT_THROW(log_in("ann"), StoreUnavailableError);
    EXPECT_EQ(places("ann"), 1U) << "it may be alive";
}

TEST_F(Member, IsNotListedWhenItWasNotStored)
{
    fail("insert", StoreError::Code::full);
    EXPECT_THROW(log_in("ann"), StoreUnavailableError);
    EXPECT_EQ(places("ann"), 0U);
}

TEST_F(Member, WhoseSecondLookFailedForLackOfMemoryIsNotToldItsId)
{
    store->before = [](const std::string& call) -> std::optional<StoreError> {
        if (call == "confirm")
            throw std::bad_alloc();
        return std::nullopt;
    };
    Visit visit(sessions, "", now);
    login_user(visit.session, "ann");
    Task<void> committing = visit.exchange.commit();
    committing.start();
    EXPECT_THROW(committing.result(), std::bad_alloc);
    EXPECT_THROW((void)visit.save(), StoreUnavailableError);
}

TEST_F(Member, WhatItsListIsAskedIsCounted)
{
    const auto users = [&] {
        return sessions.counters().store[static_cast<std::size_t>(StoreOperation::users)];
    };
    std::uint64_t in_flight = 0;
    store->after = [&](const std::string& call) {
        if (call == "confirm")
            in_flight = sessions.counters().store_in_flight;
        return std::optional<StoreError>();
    };
    const std::string laptop = log_in("ann");
    EXPECT_EQ(users().done, 2U) << "join and confirm";
    EXPECT_EQ(in_flight, 1U);
    EXPECT_EQ(sessions.counters().store_in_flight, 0U);
    store->once_before("leave", [&] {
        (void)sync_wait(store->users()->end_all(session::user_list_key("", "ann"), std::nullopt,
                                                Deadline::max()));
    });
    Visit logout(sessions, laptop, now);
    logout_user(logout.session);
    (void)logout.save();
    EXPECT_EQ(users().done, 2U);
    EXPECT_EQ(users().missing, 1U) << "leave() found nothing";
    fail("list");
    EXPECT_THROW((void)list("ann"), StoreUnavailableError);
    EXPECT_EQ(users().failed, 1U);
}

TEST_F(Member, WhatEndsSessionsOfAUserIsCountedAsWhatItIs)
{
    const auto done = [&](StoreOperation operation) {
        return sessions.counters().store[static_cast<std::size_t>(operation)].done;
    };
    log_in("ann");
    (void)list("ann");
    EXPECT_EQ(done(StoreOperation::load), 1U);
    sync_wait(sessions.end_sessions_of("ann"));
    EXPECT_EQ(done(StoreOperation::erase), 1U);
}

TEST_F(Member, WhoOnlyReadsAsksNoList)
{
    const std::string laptop = log_in("ann");
    const std::size_t asked = store->asked.size();
    use(laptop);
    EXPECT_EQ(store->asked.size(), asked + 1) << "load";
}

} // namespace
