// A logout that the store does not take: it fails, and the session is over all the same, here at
// once and in the store as soon as that can be told.
#include "session/late_endings.hpp"
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
using session::LateEndings;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;

class LateEnding : public site::UsersSite {
protected:
    void fail(const std::string& call, StoreError::Code code = StoreError::Code::unavailable)
    {
        store->before = [=](const std::string& asked) {
            return asked == call ? std::optional(StoreError{code, "out of order"}) : std::nullopt;
        };
    }
    void work_again()
    {
        store->before = [](const std::string&) { return std::nullopt; };
    }
    // What the response that says so has to carry.
    SavedSession log_out_in_vain(const std::string& cookie)
    {
        Visit visit(sessions, cookie, now);
        logout_user(visit.session);
        EXPECT_THROW((void)visit.save(), StoreUnavailableError);
        return visit.exchange.finish_failure();
    }
    // In another process, which knows only what is in the store.
    bool is_alive_elsewhere(const std::string& cookie, SessionConfig config = {})
    {
        config.secret_key = "a key of more than sixteen bytes";
        config.session_store = store;
        const SessionInterface other(config, [this] { return SysMillis(now); });
        return !Visit(other, cookie, now).session.empty();
    }
};

TEST_F(LateEnding, ALogoutThatFailedDeletesTheCookieAllTheSame)
{
    const std::string laptop = log_in("ann");
    fail("erase");
    const SavedSession saved = log_out_in_vain(laptop);
    EXPECT_THAT(saved.set_cookies, ElementsAre(StartsWith("session=; Expires=Thu, 01 Jan 1970")));
    EXPECT_TRUE(saved.vary_cookie);
}

TEST_F(LateEnding, OfAnotherFailureNothingIsSent)
{
    const std::string laptop = log_in("ann");
    fail("replace");
    Visit change(sessions, laptop, now);
    change.session["a"] = 1;
    EXPECT_THROW((void)change.save(), StoreUnavailableError);
    EXPECT_THAT(change.exchange.finish_failure().set_cookies, IsEmpty());
    fail("confirm");
    Visit login(sessions, "", now);
    login_user(login.session, "ann");
    EXPECT_THROW((void)login.save(), StoreUnavailableError);
    EXPECT_THAT(login.exchange.finish_failure().set_cookies, IsEmpty());
    work_again();
    Visit good(sessions, laptop, now);
    logout_user(good.session);
    EXPECT_FALSE(good.save().set_cookies.empty());
    EXPECT_THAT(good.exchange.finish_failure().set_cookies, IsEmpty()) << "nothing failed";
}

TEST_F(LateEnding, ACopyOfTheCookieIsOverInThisProcess)
{
    const std::string laptop = log_in("ann");
    const std::string phone = log_in("ann");
    fail("erase");
    log_out_in_vain(laptop);
    const std::size_t asked = store->asked.size();
    EXPECT_FALSE(is_alive(laptop));
    EXPECT_EQ(store->asked.size(), asked) << "nobody had to be asked";
    EXPECT_TRUE(is_alive(phone));
    EXPECT_TRUE(is_alive_elsewhere(laptop)) << "who was told that it failed may tell others";
}

TEST_F(LateEnding, EndsInTheStoreAsSoonAsThatReplies)
{
    const std::string laptop = log_in("ann");
    const std::string hers = log_in("eve");
    fail("erase");
    log_out_in_vain(laptop);
    (void)is_alive(hers); // the store replies, and still does not erase
    EXPECT_TRUE(is_alive_elsewhere(laptop));
    work_again();
    (void)is_alive(hers);
    EXPECT_FALSE(is_alive_elsewhere(laptop));
    const std::size_t erased = store->times("erase");
    (void)is_alive(hers);
    EXPECT_EQ(store->times("erase"), erased) << "once";
}

TEST_F(LateEnding, EndsWhereverTheSessionIsByThen)
{
    const SessionConfig rotated{.session_rotate_after = 10min};
    configure(rotated);
    const std::string before = log_in("ann");
    const std::string hers = log_in("eve");
    fail("replace");
    log_out_in_vain(before);
    work_again();
    now += 10min;
    // Another process gives it another ID meanwhile.
    SessionConfig config = rotated;
    config.secret_key = "a key of more than sixteen bytes";
    config.session_store = store;
    const SessionInterface other(config, [this] { return SysMillis(now); });
    Visit visit(other, before, now);
    (void)visit.session.contains("device");
    const std::string after = cookie_of(visit.set_cookie());
    ASSERT_NE(after, "");
    (void)is_alive(hers);
    EXPECT_FALSE(is_alive_elsewhere(after, rotated));
}

TEST_F(LateEnding, OfOneWithAnotherIdByThenIsKnownUnderThat)
{
    configure({.session_rotate_after = 10min});
    const std::string before = log_in("ann");
    now += 10min;
    Visit visit(sessions, before, now);
    (void)visit.session.contains("device");
    const std::string after = cookie_of(visit.set_cookie());
    fail("replace");
    log_out_in_vain(before);
    EXPECT_FALSE(is_alive(after));
    EXPECT_FALSE(is_alive(before));
}

TEST_F(LateEnding, NothingUnderWayBringsItBack)
{
    const std::string laptop = log_in("ann");
    Visit under_way(sessions, laptop, now);
    under_way.session["late"] = true;
    fail("erase");
    log_out_in_vain(laptop);
    work_again();
    EXPECT_TRUE(under_way.save().ended_meanwhile);
}

TEST_F(LateEnding, HoldsThoughNobodyKnowsWhetherItWasDone)
{
    const std::string laptop = log_in("ann");
    store->after = [](const std::string& asked) {
        return asked == "erase" ? std::optional(StoreError{StoreError::Code::broken, "cut"})
                                : std::nullopt;
    };
    EXPECT_THAT(log_out_in_vain(laptop).set_cookies, testing::SizeIs(1));
    EXPECT_FALSE(is_alive(laptop));
}

TEST_F(LateEnding, HoldsThoughMemoryEnded)
{
    const std::string laptop = log_in("ann");
    store->before = [](const std::string& asked) -> std::optional<StoreError> {
        if (asked == "erase")
            throw std::bad_alloc();
        return std::nullopt;
    };
    Visit visit(sessions, laptop, now);
    logout_user(visit.session);
    EXPECT_THROW((void)visit.save(), std::bad_alloc);
    EXPECT_THAT(visit.exchange.finish_failure().set_cookies, testing::SizeIs(1));
    work_again();
    EXPECT_FALSE(is_alive(laptop));
}

TEST_F(LateEnding, OfALoginThatIsRememberedDeletesThatCookieAsWell)
{
    const auto log_in_remembered = [&] {
        Visit visit(sessions, "", now);
        login_user(visit.session, "ann", {.remember = true});
        const SavedSession saved = visit.save();
        EXPECT_EQ(saved.set_cookies.size(), 2U);
        return cookie_of(saved.set_cookies[0]) + "; " + cookie_of(saved.set_cookies[1]);
    };
    const std::string laptop = log_in_remembered();
    const std::string phone = log_in_remembered();
    fail("erase");
    EXPECT_THAT(log_out_in_vain(laptop).set_cookies, testing::SizeIs(2));
    work_again();
    Visit visit(sessions, phone, now);
    logout_user(visit.session);
    // What is remembered is forgotten first, and that fails already.
    store->before = [](const std::string&) { return std::optional(StoreError{}); };
    EXPECT_THROW((void)visit.save(), StoreUnavailableError);
    EXPECT_THAT(visit.exchange.finish_failure().set_cookies, testing::SizeIs(2));
    work_again();
    EXPECT_FALSE(is_alive(phone.substr(0, phone.find(';'))));
}

TEST(LateEndings, AreSoManyAtMost)
{
    LateEndings endings;
    const auto key = [](std::size_t number) { return StoreKey{std::to_string(number)}; };
    for (std::size_t i = 0; i <= LateEndings::most; ++i)
        EXPECT_TRUE(endings.add(key(i), "id"));
    EXPECT_FALSE(endings.has(key(0))) << "what ended first went";
    EXPECT_TRUE(endings.has(key(1)));
    EXPECT_TRUE(endings.has(key(LateEndings::most)));
}

TEST(LateEndings, AreEachTriedByOneAtATime)
{
    LateEndings endings;
    endings.add({"a"}, "id of a");
    endings.add({"a"}, "id of a");
    endings.add({"b"}, "id of b");
    {
        LateEndings::Turn first(endings);
        LateEndings::Turn second(endings);
        const LateEndings::Turn third(endings);
        ASSERT_NE(first.key(), nullptr);
        ASSERT_NE(second.key(), nullptr);
        EXPECT_EQ(first.id(), "id of a");
        EXPECT_EQ(second.key()->bytes, "b");
        EXPECT_EQ(third.key(), nullptr);
        EXPECT_TRUE(endings.has({"a"})) << "until it is done";
        first.done();
    }
    EXPECT_FALSE(endings.has({"a"}));
    EXPECT_TRUE(endings.has({"b"})) << "it was not done";
    EXPECT_EQ(LateEndings::Turn(endings).key()->bytes, "b");
    EXPECT_TRUE(endings.has_any());
}

} // namespace
