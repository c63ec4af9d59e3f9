#pragma once

#include "formats/remember_cookie.hpp"
#include "session/setup.hpp"

#include <costrel/detail/remembered_login.hpp>
#include <costrel/detail/session_content.hpp>
#include <costrel/session/revocation.hpp>

#include <chrono>

namespace costrel::inline v1::session {

// For so long a cookie is good that was used: for the requests that were under way beside the one
// that used it.
inline constexpr std::chrono::seconds remember_grace{10};

// The remembered logins of whose cookies a list knows which were used, and which have ended.
class ListedLogins {
public:
    using Found = formats::RememberCookie::Found;

    // `list` must outlive it.
    ListedLogins(const Setup& setup, RevocationList& list) noexcept : setup_(&setup), list_(&list)
    {
    }

    // What a cookie is worth; `none`: it may be good again when the others are heard of.
    detail::Remembered judge(const Found& found, std::chrono::sys_seconds now) const;
    // Whether one that is over was copied, and not ended.
    bool is_stolen(const Found& found, std::chrono::sys_seconds now) const;

    // The cookie with this counter was made.
    void use(const detail::RememberedLogin& login, std::chrono::sys_seconds now) const;
    void end(const detail::RememberedLogin& login) const;
    // Ends all that the user has: the owner cannot be told from the thief, so both have to log in.
    void end_stolen(const Found& found, std::chrono::sys_seconds now) const;

private:
    const Setup* setup_;
    RevocationList* list_;
};

} // namespace costrel::inline v1::session
