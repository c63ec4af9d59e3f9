#pragma once

#include "formats/sealed_cookie.hpp"

#include <costrel/detail/remembered_login.hpp>
#include <costrel/session/config.hpp>
#include <costrel/session/format.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace costrel::inline v1::formats {

// The cookie that logs its user in again when the session is over. It is sealed for a purpose of
// its own, so a session cannot stand in its place; the handle of a sealed cookie is its series, and
// the age its counter.
class RememberCookie {
public:
    // How long a login is remembered (NIST SP 800-63B-4, AAL1).
    static constexpr std::chrono::days lifetime{30};

    // Throws ConfigError when the ring is not sound.
    RememberCookie(const KeyRing& ring, const SessionConfig& config,
                   std::string_view session_cookie_name);

    const std::string& name() const noexcept { return cookie_.options().cookie_name; }
    bool is_in(const CookieField& cookies) const;

    struct Found {
        detail::RememberedLogin login;
        std::string user;
    };
    // The first of at most four cookies of the name that is good at `now`.
    std::optional<Found> open(const CookieField& cookies, std::chrono::sys_seconds now) const;

    // The value of the cookie. Throws std::logic_error when no key seals at `now`.
    std::string seal(const detail::RememberedLogin& login, std::string_view user,
                     std::chrono::sys_seconds now, std::span<const std::byte> random) const;

private:
    std::optional<Found> open_value(std::string_view value, std::chrono::sys_seconds now) const;

    SealedCookie cookie_;
};

} // namespace costrel::inline v1::formats
