#pragma once

#include "session/setup.hpp"

#include <costrel/detail/session_content.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/saved_session.hpp>

#include <chrono>

namespace costrel::session {

// Looks at the cookie "remember" of a request whose session was opened as `content` says. Where
// that names no user, a good cookie begins a session of the user it names; one that was used before
// is a copy, and ends all that the user has. docs/decisions/remembered-logins.md has the rules.
void open_remembered(const Setup& setup, const CookieField& cookies, std::chrono::sys_seconds now,
                     detail::SessionContent& content);

// Whether the login that began the session was ended since.
bool has_remembered_ended(const Setup& setup, const detail::SessionContent& content,
                          std::chrono::sys_seconds now);

// What becomes of that cookie with the response: its next value, a first one, or nothing at all.
// `created`: when the session began.
void save_remembered(const Setup& setup, const detail::SessionContent& content,
                     std::chrono::sys_seconds created, std::chrono::sys_seconds now,
                     SavedSession& saved);

// Where the user has logged out, or the cookie is over, the browser is to forget it.
void forget_remembered(const Setup& setup, const detail::SessionContent& content,
                       SavedSession& saved);

} // namespace costrel::session
