#pragma once

#include "session/setup.hpp"

#include <costrel/detail/session_content.hpp>
#include <costrel/session/saved_session.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace costrel::inline v1::session {

// What has to be sent so that the client has the session that `content` is now. It was opened, or
// made, at `opened`. `time` is now; without one the clock is asked, if anything has to be sent.
// Throws SessionFormatError when a changed session holds what its format cannot carry, and
// CookieTooLargeError when the configuration asks for it.
SavedSession save_cookies(const Setup& setup, const detail::SessionContent& content,
                          std::chrono::sys_seconds opened,
                          std::optional<std::chrono::sys_seconds> time);

// The fields that set these cookies. Throws CookieTooLargeError.
void set_cookies(const Setup& setup, const std::vector<OutCookie>& cookies,
                 std::chrono::sys_seconds now, const CookieLife& life, SavedSession& saved);
// The fields that delete the cookies of these names.
void remove_cookies(const Setup& setup, const std::vector<std::string>& names, SavedSession& saved);

// What a format cannot carry, and where it stands, for a message.
std::string text_of(const CannotCarry& problem);

} // namespace costrel::inline v1::session
