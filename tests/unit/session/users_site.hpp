#pragma once

#include "session/user_lists.hpp"
#include "unit/session/watched_store.hpp"
#include "visit.hpp"

#include <costrel/session/interface.hpp>
#include <costrel/session/login.hpp>
#include <costrel/sync_wait.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace costrel::inline v1::site {

using namespace std::chrono_literals;

inline constexpr std::chrono::sys_seconds T(1'700'000'000s);

// Users of a site whose sessions are in a store that a test watches.
class UsersSite : public testing::Test {
protected:
    void configure(SessionConfig config)
    {
        config.secret_key = "a key of more than sixteen bytes";
        config.session_store = store;
        sessions = SessionInterface(config, [this] { return SysMillis(now); });
    }
    std::string log_in(const std::string& user, const std::string& device = "laptop")
    {
        Visit visit(sessions, "", now);
        login_user(visit.session, user);
        visit.session["device"] = device;
        return cookie_of(visit.set_cookie());
    }
    static std::string cookie_of(const std::string& set_cookie)
    {
        return set_cookie.substr(0, set_cookie.find(';'));
    }
    bool is_alive(const std::string& cookie)
    {
        return !Visit(sessions, cookie, now).session.empty();
    }
    std::vector<SessionSummary> list(const std::string& user)
    {
        return sync_wait(sessions.sessions_of(user));
    }

    // How many places the user has in the list, whether or not a session is there.
    std::size_t places(const std::string& user)
    {
        return sync_wait(
                   store->users()->list(session::user_list_key("", user), now, Deadline::max()))
            ->size();
    }

    std::chrono::sys_seconds now = T;
    std::shared_ptr<WatchedStore> store = std::make_shared<WatchedStore>();
    SessionInterface sessions{{.secret_key = "a key of more than sixteen bytes",
                               .session_store = store,
                               .session_summary_keys = {"device", "no such entry"}},
                              [this] { return SysMillis(now); }};
};

} // namespace costrel::inline v1::site
