#pragma once

#include "session/setup.hpp"

#include <costrel/detail/session_content.hpp>
#include <costrel/session/format.hpp>
#include <costrel/session/origin.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::session {

// Where login_user() names the user, as Flask-Login does.
inline constexpr std::string_view login_entry = "_user_id";

// The user that a session names: a text that is not empty, or a whole number, whose digits are the
// same user as that text.
std::optional<std::string> user_of(const Dict& values, std::string_view user_key);

// `opened`, or `revoked` or `unverified`: what a list of ended sessions (nullptr: none), and the
// ring's date, say of a session.
SessionOrigin check_ended(const Setup& setup, const RevocationList* list,
                          const SealedContent& found, const std::optional<std::string>& user,
                          std::chrono::sys_seconds now);

// Puts the session that `content` was opened from on the list, where there is one and the session
// named a user: an anonymous one proves nothing, and a client could make a million of them.
void end_session(const Setup& setup, RevocationList* list, const detail::SessionContent& content,
                 std::chrono::sys_seconds now);

// Ends one session, all that a user has now, or all.
void end_session(const Setup& setup, RevocationList& list, const SessionFacts& session,
                 std::chrono::sys_seconds now);
void end_user(const Setup& setup, RevocationList& list, std::string_view user,
              std::chrono::sys_seconds now);
void end_all(const Setup& setup, RevocationList& list, std::chrono::sys_seconds now);

} // namespace costrel::inline v1::session
