#pragma once

#include <costrel/session/session.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

struct LoginOptions {
    /// Entries of the previous session to keep, such as "cart". All others are gone.
    std::vector<std::string> keep{};
    /// A second cookie, "remember", logs the user in again when the session is over, for 30 days.
    /// Each of its values is good once; an old one is a copy, and ends all sessions of the user.
    /// Needs session_revocations that survive a restart, or a session_store of costrel's own
    /// records that lists the sessions of a user, and a key that nobody can guess: saving throws
    /// ConfigError otherwise.
    bool remember = false;
};

/// Begins a session of `user`, with a new handle, ID and CSRF token; both timeouts start anew. The
/// previous session ends when this one is saved. Nothing of it, which somebody may have planted,
/// stays but what LoginOptions::keep names, so call set_permanent() afterwards.
///
/// The entries are Flask-Login's: "_user_id", and "_fresh" as true; "_login", the time of the login
/// in seconds; and the one that session_user_key names, if that is another one. In the session of
/// another framework only the entry that names the user there is set (its format's, or
/// session_user_key): throws SessionFormatError when it is not known which. Throws
/// std::invalid_argument when `user` is empty.
void login_user(Session& session, std::string_view user, const LoginOptions& options = {});

/// Ends the session: it is empty from here on, and its cookie is deleted. With
/// SessionConfig::session_revocations every copy of the cookie is dead, too (in Flask's format, of
/// a session that a Flask beside began, those since costrel first saved it); taking an entry out,
/// as in session.pop("_user_id"), is no logout, because the old cookie still holds it. A remembered
/// login is forgotten.
void logout_user(Session& session);

/// Ends all sessions of this session's user but this one: after a change of the password, or when
/// a device was lost. Saving throws std::logic_error without session_revocations or a store
/// that lists the sessions of a user, and StoreUnavailableError when some of them may be alive.
void logout_others(Session& session);

/// The user whom login_user() began the session for, by the entry that session_user_key names;
/// nothing: nobody is logged in.
std::optional<std::string> current_user(const Session& session);

/// Whether the user logged in at most `age` ago: check it before what only they may do, such as
/// changing their password, and let them log in again when it is false. False for a session that
/// the cookie "remember" began, because nobody typed a password, and for one of another framework,
/// which does not say.
bool logged_in_within(const Session& session, std::chrono::seconds age);

} // namespace costrel::inline v1

#pragma GCC visibility pop
