#pragma once

#include <costrel/cookie.hpp>
#include <costrel/session/config.hpp>
#include <costrel/session/format.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::session {

// How long a browser keeps a cookie: until a time, or for so long. Without either: while it is
// open.
struct CookieLife {
    std::optional<std::chrono::sys_seconds> expires{};
    std::optional<std::chrono::seconds> max_age{};

    bool outlives_browser() const noexcept { return expires || max_age; }
};

// The Set-Cookie fields of an application's sessions: what the configuration and the format say of
// their attributes is put together once. What it writes is byte for byte what Flask writes.
class CookieTemplate {
public:
    CookieTemplate(const SessionConfig& config, const CookieDefaults& defaults);

    // The field that sets a cookie.
    std::string set(const OutCookie& cookie, std::chrono::sys_seconds now,
                    const CookieLife& life) const;
    // The field that deletes one.
    std::string remove(std::string_view name) const;
    // How long the format's own cookies last; nothing: as long as the browser is open.
    std::optional<std::chrono::seconds> max_age() const noexcept { return max_age_; }
    // No two have the same.
    std::uint64_t number() const noexcept { return number_; }

private:
    std::uint64_t number_ = SessionFormat::new_cache_number();
    CookieOptions options_;
    std::optional<std::chrono::seconds> max_age_;
    std::string before_expires_; // "; Domain=…" or nothing
    std::string after_expires_;  // "; HttpOnly; Path=/"
};

// Bytes of a cookie's name and value that browsers keep (RFC 6265bis section 5.6).
inline constexpr std::size_t longest_cookie = 4096;

} // namespace costrel::inline v1::session
