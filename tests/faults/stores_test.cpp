// Sessions in a store when memory runs out: each allocation fails in turn. What fails gives
// std::bad_alloc, or says that the store did not do it, and nothing else; a change is done once or
// not at all, and a session that was ended stays ended.
#include "faults/allocation.hpp"
#include "visit.hpp"

#include <costrel/session/errors.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session/login.hpp>
#include <costrel/session/memory_store.hpp>
#include <costrel/sync_wait.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using costrel::faults::Fault;
using costrel::faults::with_each_allocation_failing;

constexpr std::chrono::sys_seconds T(1'700'000'000s);

class Site {
public:
    static constexpr const char* user = "a user whose name is longer than a string holds";

    Site()
        : sessions({.secret_key = "a key that is longer than a string holds without allocating",
                    .session_store = memory_store(),
                    .session_rotate_after = 10min},
                   [] { return SysMillis(T); })
    {
        Visit visit(sessions, "", T);
        login_user(visit.session, user);
        cookie = cookie_of(visit.set_cookie());
    }
    static std::string cookie_of(const std::string& set_cookie)
    {
        return set_cookie.substr(0, set_cookie.find(';'));
    }
    int views(std::chrono::sys_seconds now = T)
    {
        return Visit(sessions, cookie, now).session.get("views", 0);
    }

    SessionInterface sessions;
    std::string cookie;
};

// Whether `action` was done; another exception than those that it may end with is passed on.
template <class F>
bool is_done(Fault& fault, F action)
{
    bool is_unavailable = false;
    const bool has_failed = fault.during([&] {
        try {
            action();
        } catch (const StoreUnavailableError&) {
            is_unavailable = true;
        }
    });
    return !has_failed && !is_unavailable;
}

TEST(StoresWithoutMemory, AChangeIsDoneOnceOrNotAtAll)
{
    with_each_allocation_failing([](Fault& fault) {
        Site site;
        Visit visit(site.sessions, site.cookie, T);
        const bool done = is_done(fault, [&] {
            visit.session.add("views");
            (void)visit.save();
        });
        const int views = site.views();
        EXPECT_TRUE(done ? views == 1 : views <= 1) << views;
    });
}

TEST(StoresWithoutMemory, AChangeIsMergedOnceOrNotAtAll)
{
    with_each_allocation_failing([](Fault& fault) {
        Site site;
        Visit visit(site.sessions, site.cookie, T);
        visit.session.add("views");
        Visit other(site.sessions, site.cookie, T);
        other.session.add("views");
        (void)other.save();
        const bool done = is_done(fault, [&] { (void)visit.save(); });
        const int views = site.views();
        EXPECT_TRUE(done ? views == 2 : views >= 1 && views <= 2) << views;
    });
}

TEST(StoresWithoutMemory, ALogoutThatIsReportedAsDoneIs)
{
    with_each_allocation_failing([](Fault& fault) {
        Site site;
        Visit visit(site.sessions, site.cookie, T);
        const bool done = is_done(fault, [&] {
            logout_user(visit.session);
            (void)visit.save();
        });
        const bool is_over = Visit(site.sessions, site.cookie, T).session.empty();
        EXPECT_TRUE(is_over || !done);
    });
}

TEST(StoresWithoutMemory, ALoginThatIsReportedAsDoneIsListed)
{
    with_each_allocation_failing([](Fault& fault) {
        Site site;
        Visit visit(site.sessions, "", T + 1s);
        std::string sent;
        const bool done = is_done(fault, [&] {
            login_user(visit.session, Site::user);
            sent = visit.set_cookie();
        });
        const auto listed = sync_wait(site.sessions.sessions_of(Site::user));
        EXPECT_TRUE(done ? listed.size() == 2 : !listed.empty()) << listed.size();
        if (done) {
            EXPECT_FALSE(Visit(site.sessions, Site::cookie_of(sent), T + 1s).session.empty());
        }
        sync_wait(site.sessions.end_sessions_of(Site::user));
        for (const std::string& cookie : {site.cookie, Site::cookie_of(sent)})
            EXPECT_TRUE(Visit(site.sessions, cookie, T + 1s).session.empty());
    });
}

TEST(StoresWithoutMemory, AllSessionsOfAUserThatAreReportedAsEndedAre)
{
    with_each_allocation_failing([](Fault& fault) {
        Site site;
        const bool done =
            is_done(fault, [&] { sync_wait(site.sessions.end_sessions_of(Site::user)); });
        const bool is_over = Visit(site.sessions, site.cookie, T).session.empty();
        EXPECT_TRUE(is_over || !done);
    });
}

TEST(StoresWithoutMemory, ANewIdIsGivenOrTheOldOneStaysGood)
{
    with_each_allocation_failing([](Fault& fault) {
        Site site;
        Visit visit(site.sessions, site.cookie, T + 10min);
        std::string sent;
        const bool done = is_done(fault, [&] {
            (void)visit.session.empty();
            sent = visit.set_cookie();
        });
        if (done)
            site.cookie = Site::cookie_of(sent);
        EXPECT_FALSE(Visit(site.sessions, site.cookie, T + 10min).session.empty());
    });
}

// A site and a browser whose session is over, and whose login is remembered.
class RememberedSite {
public:
    RememberedSite()
        : sessions(
              {.secret_key = "a key that nobody can guess, of the tests without memory 0123456",
               .session_store = memory_store(),
               .session_idle_timeout = 30min})
    {
        Visit visit(sessions, "", T);
        login_user(visit.session, user, {.remember = true});
        remember = remembered_of(visit.save());
    }
    static std::string remembered_of(const SavedSession& saved)
    {
        for (const std::string& field : saved.set_cookies)
            if (field.starts_with("remember="))
                return Site::cookie_of(field);
        return {};
    }
    // Whom the site takes for its user, who gets the next cookie.
    std::optional<std::string> visit(std::string& cookie, std::chrono::sys_seconds now)
    {
        Visit visit(sessions, cookie, now);
        auto found = current_user(visit.session);
        cookie = remembered_of(visit.save());
        return found;
    }

    static constexpr const char* user = "a user whose name is longer than a string holds";
    SessionInterface sessions;
    std::string remember;
};

TEST(StoresWithoutMemory, ARememberedLoginStaysGoodAndIsNoTheft)
{
    with_each_allocation_failing([](Fault& fault) {
        RememberedSite site;
        std::string sent;
        {
            Visit visit(site.sessions, site.remember, T + 1h);
            const bool done = is_done(fault, [&] {
                (void)visit.session.empty();
                sent = RememberedSite::remembered_of(visit.save());
            });
            if (done)
                site.remember = sent;
        }
        EXPECT_EQ(site.visit(site.remember, T + 1h), RememberedSite::user);
        EXPECT_EQ(site.visit(site.remember, T + 2h), RememberedSite::user);
        EXPECT_EQ(site.sessions.counters().stolen, 0U);
    });
}

TEST(StoresWithoutMemory, ACopyOfARememberedLoginEndsAllOrIsFoundOutLater)
{
    with_each_allocation_failing([](Fault& fault) {
        RememberedSite site;
        std::string copy = site.remember;
        ASSERT_EQ(site.visit(site.remember, T + 1h), RememberedSite::user);
        const auto later = T + 1h + 11s;
        {
            Visit thief(site.sessions, copy, later);
            (void)is_done(fault, [&] { EXPECT_TRUE(thief.session.empty()); });
        }
        EXPECT_EQ(site.visit(copy, later), std::nullopt);
        EXPECT_EQ(site.visit(site.remember, later), std::nullopt);
    });
}

} // namespace
