#pragma once

#include "session/setup.hpp"

#include <costrel/detail/remembered_login.hpp>
#include <costrel/detail/session_content.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/saved_session.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::session {

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

// Makes a session of `user`, in which nothing of the one before goes on.
void begin_remembered(const std::string& user, detail::SessionContent& content);
// Whether the cookie has begun the session.
bool is_remembered(const detail::SessionContent& content) noexcept;
// Whom the entry of login_user() names.
std::optional<std::string> logged_in_user(const detail::SessionContent& content);
// The response sets the cookie, or removes it.
void send_remembered(const Setup& setup, const detail::RememberedLogin& login,
                     std::string_view user, std::chrono::sys_seconds now, SavedSession& saved);
void remove_remembered(const Setup& setup, SavedSession& saved);

} // namespace costrel::inline v1::session
