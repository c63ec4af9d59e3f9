// Sealed sessions when memory runs out: each allocation fails in turn. What fails gives
// std::bad_alloc and nothing else, sends no cookie, ends no session by halves, and works when it is
// tried again.
#include "faults/allocation.hpp"
#include "visit.hpp"

#include <costrel/session/format.hpp>
#include <costrel/session/login.hpp>
#include <costrel/session/revocation.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace {

using namespace costrel;
using costrel::faults::Fault;
using costrel::faults::with_each_allocation_failing;

constexpr std::chrono::sys_seconds now(std::chrono::seconds(1'700'000'000));

SessionInterface make_sessions()
{
    SessionConfig config;
    config.secret_key = "the secret of the tests of sealed sessions, 0123456789";
    config.session_format = SessionFormat::sealed();
    config.session_revocations = local_revocations();
    return SessionInterface(config);
}

std::string cookie_of(const std::string& set_cookie)
{
    return set_cookie.substr(0, set_cookie.find(';'));
}

std::string logged_in(const SessionInterface& sessions)
{
    Visit visit(sessions, "", now);
    login_user(visit.session, "a user whose name is too long for a string");
    visit.session["text"] = std::string(200, 'x');
    return cookie_of(visit.set_cookie());
}

TEST(SealedWithoutMemory, OpensOrSaysSoAndOpensThen)
{
    const SessionInterface sessions = make_sessions();
    const std::string cookie = logged_in(sessions);
    with_each_allocation_failing([&](Fault& fault) {
        Visit visit(sessions, cookie, now);
        (void)fault.during([&] { (void)visit.session.contains("text"); });
        EXPECT_EQ(visit.session.origin(), SessionOrigin::opened);
        EXPECT_EQ(visit.session.size(), 5U);
    });
}

TEST(SealedWithoutMemory, SavesOrSaysSoAndSavesThen)
{
    const SessionInterface sessions = make_sessions();
    const std::string cookie = logged_in(sessions);
    with_each_allocation_failing([&](Fault& fault) {
        Visit visit(sessions, cookie, now);
        visit.session["more"] = std::string(100, 'y');
        std::string saved;
        if (fault.during([&] { saved = visit.set_cookie(); })) {
            EXPECT_EQ(saved, "");
            saved = visit.set_cookie();
        }
        const std::string changed = cookie_of(saved);
        Visit again(sessions, changed, now);
        EXPECT_TRUE(again.session.contains("more"));
    });
}

// Either the logout failed and was told so, or every copy is dead.
TEST(SealedWithoutMemory, LogsOutOrSaysSo)
{
    with_each_allocation_failing([&](Fault& fault) {
        const SessionInterface sessions = make_sessions();
        const std::string cookie = logged_in(sessions);
        Visit visit(sessions, cookie, now);
        logout_user(visit.session);
        if (fault.during([&] { (void)visit.save(); }))
            (void)visit.save();
        Visit copy(sessions, cookie, now);
        EXPECT_EQ(copy.session.origin(), SessionOrigin::revoked);
    });
}

} // namespace
