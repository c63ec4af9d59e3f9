#pragma once

#include <costrel/session/config.hpp>
#include <costrel/session/format.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::session {

// Throws ConfigError, naming the key and the values it can have, when the lifetime, a limit or a
// key cannot work. Flask finds such values at the first request.
void check_session_config(const SessionConfig& config);

// The same for what does not go together: formats, stores and lists of ended sessions.
void check_store_and_list(const SessionConfig& config);

// The same for the SESSION_COOKIE_* keys and APPLICATION_ROOT, with which cookies of these names
// are set; the browser would drop them in silence.
void check_cookies(const SessionConfig& config, const std::vector<std::string>& names,
                   const CookieDefaults& defaults);

// The Path of the cookies: session_cookie_path, otherwise application_root, otherwise the format's.
std::string cookie_path(const SessionConfig& config, const CookieDefaults& defaults);

// The canonical spelling of a SameSite value ("lax" gives "Lax"), or an empty view.
std::string_view canonical_samesite(std::string_view value) noexcept;

} // namespace costrel::inline v1::session
