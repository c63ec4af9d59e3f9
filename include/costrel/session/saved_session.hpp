#pragma once

#include <costrel/detail/short_list.hpp>

#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// The result of saving a session: what has to be put into the response, and what metrics and tests
/// need.
struct SavedSession {
    /// Values of Set-Cookie fields: none, one, or as many as the format has cookies.
    detail::ShortList<std::string> set_cookies{};
    bool vary_cookie = false; ///< the response needs "Vary: Cookie"
    /// Another request ended the session: nothing was saved, and no cookie keeps it.
    bool ended_meanwhile = false;
    /// Flask's sentence when a cookie is longer than max_cookie_size (and browsers will drop it);
    /// empty otherwise.
    std::string warning{};
    /// The first of set_cookies, or empty: only SessionInterface::save_session(), which is
    /// deprecated, fills it in.
    std::string set_cookie{};

    [[deprecated("costrel: SavedSession::warning")]] operator std::string() const
    {
        return warning;
    }
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
