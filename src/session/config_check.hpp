#pragma once

#include <costrel/session/config.hpp>

#include <string>
#include <string_view>

namespace costrel::session {

// Throws ConfigError, naming the key and the values it can have, when a SESSION_COOKIE_* key, the
// lifetime or APPLICATION_ROOT cannot work. Flask finds such values at the first request, or the
// browser drops the cookie in silence.
void check_session_config(const SessionConfig& config);

// The canonical spelling of a SameSite value ("lax" gives "Lax"), or an empty view.
std::string_view canonical_samesite(std::string_view value) noexcept;

} // namespace costrel::session
