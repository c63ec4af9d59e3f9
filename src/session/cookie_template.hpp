#pragma once

#include <costrel/cookie.hpp>
#include <costrel/session/config.hpp>
#include <costrel/session/format.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::session {

// The Set-Cookie fields of an application's sessions: what the configuration and the format say of
// their attributes is put together once. What it writes is byte for byte what Flask writes.
class CookieTemplate {
public:
    CookieTemplate(const SessionConfig& config, const CookieDefaults& defaults);

    // The field that sets a cookie: for as long as the browser is open, or until `expires`.
    std::string set(const OutCookie& cookie, std::chrono::sys_seconds now,
                    std::optional<std::chrono::sys_seconds> expires) const;
    // The field that deletes one.
    std::string remove(std::string_view name) const;

private:
    CookieOptions options_;
    std::optional<std::chrono::seconds> max_age_; // the format's own
    std::string before_expires_;                  // "; Domain=…" or nothing
    std::string after_expires_;                   // "; HttpOnly; Path=/"
};

// Bytes of a cookie's name and value that browsers keep (RFC 6265bis section 5.6).
inline constexpr std::size_t longest_cookie = 4096;

} // namespace costrel::session
