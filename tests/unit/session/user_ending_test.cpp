// Sessions of a user are ended while they move, are many, or the store fails.
#include "unit/session/users_site.hpp"

#include <costrel/session/errors.hpp>
#include <costrel/session/login.hpp>
#include <costrel/sync_wait.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using testing::IsEmpty;

class Ending : public site::UsersSite {
protected:
    // Gives the session another ID, by a request that only reads.
    std::string rotate(const std::string& cookie)
    {
        Visit visit(sessions, cookie, now);
        (void)visit.session.contains("device");
        const std::string after = cookie_of(visit.set_cookie());
        return after.empty() ? cookie : after;
    }
    std::string handle(const std::string& cookie)
    {
        return *Visit(sessions, cookie, now).session.handle();
    }
};

TEST_F(Ending, OneThatGetsAnotherIdMeanwhileEndsThere)
{
    configure({.session_rotate_after = 10min});
    std::string laptop = log_in("ann");
    const std::string its = handle(laptop);
    now += 10min;
    // It was seen under its ID, and is about to be erased.
    int loads = 0;
    store->after = [&](const std::string& call) {
        if (call == "load" && ++loads == 1)
            laptop = rotate(laptop);
        return std::optional<StoreError>();
    };
    EXPECT_TRUE(sync_wait(sessions.end_session("ann", its)));
    store->after = [](const std::string&) { return std::nullopt; };
    EXPECT_FALSE(is_alive(laptop));
    EXPECT_THAT(list("ann"), IsEmpty());
}

TEST_F(Ending, OneThatKeepsGettingOtherIdsIsNotReportedAsEnded)
{
    configure({.session_rotate_after = 10min});
    std::string laptop = log_in("ann");
    const std::string its = handle(laptop);
    bool rotates = true;
    store->after = [&](const std::string& call) {
        if (call == "list" && std::exchange(rotates, false)) {
            now += 10min;
            laptop = rotate(laptop);
            rotates = true;
        }
        return std::optional<StoreError>();
    };
    EXPECT_THROW((void)sync_wait(sessions.end_session("ann", its)), StoreUnavailableError);
}

TEST_F(Ending, AllEndAlsoOneThatGetsAnotherIdMeanwhile)
{
    configure({.session_rotate_after = 10min});
    std::string laptop = log_in("ann");
    now += 10min;
    // After each step in which its ID was seen it has another one.
    int seen = 0;
    store->after = [&](const std::string& call) {
        if ((call == "list" && seen == 0) || (call == "end_all" && seen == 1)) {
            ++seen;
            laptop = rotate(laptop);
            now += 10min;
        }
        return std::optional<StoreError>();
    };
    sync_wait(sessions.end_sessions_of("ann"));
    EXPECT_EQ(seen, 2);
    EXPECT_FALSE(is_alive(laptop));
}

TEST_F(Ending, WhoIsTooManyEndsAlsoUnderAnotherId)
{
    configure({.session_rotate_after = 10min, .session_max_per_user = 1});
    std::string phone = log_in("ann");
    now += 10min;
    // Its place was given away, and it gets another ID before it is erased.
    store->once_before("confirm", [&] { phone = rotate(phone); });
    const std::string laptop = log_in("ann");
    EXPECT_FALSE(is_alive(phone));
    EXPECT_TRUE(is_alive(laptop));
    EXPECT_EQ(places("ann"), 1U);
}

TEST_F(Ending, ManyEndEachInATimeOfItsOwn)
{
    for (int i = 0; i < 5; ++i)
        log_in("ann");
    store->asked.clear();
    sync_wait(sessions.end_sessions_of("ann"));
    const auto deadlines = store->deadlines("erase");
    ASSERT_GE(deadlines.size(), 5U);
    EXPECT_EQ(std::ranges::adjacent_find(deadlines, std::ranges::greater_equal()), deadlines.end())
        << "each is later than the one before";
    EXPECT_GT(store->deadlines("end_all")[0], deadlines[4]);
}

TEST_F(Ending, ThoseOfOtherDevicesEndEachInATimeOfItsOwn)
{
    const std::string laptop = log_in("ann");
    for (int i = 0; i < 4; ++i)
        log_in("ann");
    store->asked.clear();
    Visit visit(sessions, laptop, now);
    logout_others(visit.session);
    (void)visit.save();
    const auto deadlines = store->deadlines("erase");
    ASSERT_EQ(deadlines.size(), 4U);
    EXPECT_EQ(std::ranges::adjacent_find(deadlines, std::ranges::greater_equal()), deadlines.end());
}

TEST_F(Ending, IsNotReportedAsDoneWhileSomeLive)
{
    std::vector<std::string> cookies;
    for (int i = 0; i < 5; ++i)
        cookies.push_back(log_in("ann"));
    int erased = 0;
    store->before = [&](const std::string& call) {
        return call == "erase" && ++erased > 2
                   ? std::optional(StoreError{StoreError::Code::timed_out, "too slow"})
                   : std::nullopt;
    };
    EXPECT_THROW(sync_wait(sessions.end_sessions_of("ann")), StoreUnavailableError);
    store->before = [](const std::string&) { return std::nullopt; };
    EXPECT_GE(places("ann"), 3U) << "so that it can be begun again";
    sync_wait(sessions.end_sessions_of("ann"));
    EXPECT_EQ(std::ranges::count_if(cookies, [&](auto& cookie) { return is_alive(cookie); }), 0);
}

// In an outage what this process has read last is shown, but not of what ended here.
class EndingInAnOutage : public Ending {
protected:
    void let_it_be_shown(std::chrono::seconds rotate_after = 0s)
    {
        configure({.session_outage = Outage::stale,
                   .session_stale_for = 1h,
                   .session_rotate_after = rotate_after,
                   .session_max_per_user = 2});
    }
    void fail_everything()
    {
        store->before = [](const std::string&) { return std::optional(StoreError{}); };
    }
    bool is_shown(const std::string& cookie)
    {
        try {
            return is_alive(cookie);
        } catch (const StoreUnavailableError&) {
            return false;
        }
    }
};

TEST_F(EndingInAnOutage, NothingIsShownOfOneThatWasEndedByItsHandle)
{
    let_it_be_shown();
    const std::string laptop = log_in("ann");
    const std::string phone = log_in("ann");
    ASSERT_TRUE(is_alive(phone));
    EXPECT_TRUE(sync_wait(sessions.end_session("ann", handle(laptop))));
    fail_everything();
    EXPECT_FALSE(is_shown(laptop));
    EXPECT_TRUE(is_shown(phone));
}

TEST_F(EndingInAnOutage, NothingIsShownOfThoseThatWereEndedAtOnce)
{
    let_it_be_shown();
    const std::string laptop = log_in("ann");
    ASSERT_TRUE(is_alive(laptop));
    sync_wait(sessions.end_sessions_of("ann"));
    fail_everything();
    EXPECT_FALSE(is_shown(laptop));
}

TEST_F(EndingInAnOutage, NothingIsShownOfOneThatWasTooMany)
{
    let_it_be_shown();
    const std::string first = log_in("ann");
    ASSERT_TRUE(is_alive(first));
    now += 1s;
    log_in("ann");
    log_in("ann");
    fail_everything();
    EXPECT_FALSE(is_shown(first));
}

TEST_F(EndingInAnOutage, NothingIsShownOfALogoutThatWasReadMeanwhile)
{
    let_it_be_shown();
    const std::string laptop = log_in("ann");
    Visit logout(sessions, laptop, now);
    logout_user(logout.session);
    store->once_before("erase", [&] { (void)is_alive(laptop); });
    (void)logout.save();
    fail_everything();
    EXPECT_FALSE(is_shown(laptop));
}

TEST_F(EndingInAnOutage, NothingIsShownOfALogoutUnderTheIdThatItHadByThen)
{
    let_it_be_shown(10min);
    const std::string before = log_in("ann");
    now += 10min;
    Visit logout(sessions, before, now);
    logout_user(logout.session);
    const std::string after = rotate(before);
    ASSERT_TRUE(is_alive(after));
    (void)logout.save();
    fail_everything();
    EXPECT_FALSE(is_shown(after));
    EXPECT_FALSE(is_shown(before));
}

TEST_F(EndingInAnOutage, NothingIsShownOfWhatALoadBroughtAfterItsEnd)
{
    let_it_be_shown();
    const std::string laptop = log_in("ann");
    // The reply of a load is on its way while the session is ended.
    int loads = 0;
    store->after = [&](const std::string& call) {
        if (call == "load" && ++loads == 1)
            sync_wait(sessions.end_sessions_of("ann"));
        return std::optional<StoreError>();
    };
    (void)is_alive(laptop);
    fail_everything();
    EXPECT_FALSE(is_shown(laptop));
}

} // namespace
