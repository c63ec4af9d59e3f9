#pragma once

#include <costrel/session/exchange.hpp>
#include <costrel/session/interface.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace costrel::inline v1 {

// The value of the one Set-Cookie field, or an empty text.
inline std::string set_cookie_of(const SavedSession& saved)
{
    return saved.set_cookies.empty() ? std::string() : saved.set_cookies[0];
}

// One request of a client at a given time, as the tests of sessions have it. The Cookie field must
// outlive it.
struct Visit {
    Visit(const SessionInterface& sessions, std::string_view cookie_field,
          std::chrono::sys_seconds now)
        : exchange(sessions, now),
          session((exchange.borrow_cookie_field(cookie_field), exchange.session()))
    {
    }

    SavedSession save() { return exchange.finish(); }
    std::string set_cookie() { return set_cookie_of(save()); }

    SessionExchange exchange;
    Session& session;
};

} // namespace costrel::inline v1
