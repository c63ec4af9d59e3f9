#pragma once

#include <costrel/detail/pimpl.hpp>
#include <costrel/encoding/dict.hpp>
#include <costrel/session/clock.hpp>
#include <costrel/session/config.hpp>
#include <costrel/session/observer.hpp>
#include <costrel/session/saved_session.hpp>
#include <costrel/session/session.hpp>
#include <costrel/task.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

namespace session {
class Setup;
}

/// One session of a user: a row of "where you are logged in".
struct SessionSummary {
    std::string handle{};                 ///< Session::handle() of that session: is it this one?
    std::chrono::sys_seconds created{};   ///< when it began
    std::chrono::sys_seconds last_seen{}; ///< about when it was last used: session_renew_after
    std::chrono::sys_seconds expires{};   ///< when it ends if it is not used again
    Dict values{};                        ///< its entries that session_summary_keys names
};

/// The sessions of an application: their keys, format and times. The name is Flask's. It holds no
/// state of any client and may be used by many threads at once; each request has a SessionExchange
/// of its own.
///
///     SessionInterface sessions({.secret_key = key});
///     …
///     SessionExchange exchange(sessions);
///     exchange.add_cookie_field(cookie);
///     exchange.session()["seen"] = true;
class SessionInterface {
public:
    /// Throws ConfigError when the configuration cannot work. `clock` tells the time that sessions
    /// are checked and signed by; by default it is the system's.
    explicit SessionInterface(const SessionConfig& config, Clock clock = {});
    SessionInterface(SessionInterface&&) noexcept;
    SessionInterface& operator=(SessionInterface&&) noexcept;
    ~SessionInterface();

    /// The sessions that a user has now, the one that was used last first. Needs a store that lists
    /// them: memory, SQLite, Redis and PostgreSQL do. Throws std::logic_error without, and
    /// StoreUnavailableError.
    Task<std::vector<SessionSummary>> sessions_of(std::string_view user) const;
    /// Ends one session of a user; `handle` is from Session::handle() or sessions_of(). Take the
    /// user from current_user(), not from a form. False: it is not a handle, or, with a store, the
    /// user has no such session. Without a store, check beforehand whether it is one of theirs.
    /// Throws std::logic_error with neither session_revocations nor a store that lists sessions,
    /// and StoreUnavailableError.
    Task<bool> end_session(std::string_view user, std::string_view handle) const;
    /// Ends all sessions that the user has now, and remembered logins: an account is closed, or a
    /// password was lost. Throws as end_session() does.
    Task<void> end_sessions_of(std::string_view user) const;
    /// Ends all sessions that anybody has now. Throws std::logic_error without session_revocations:
    /// a store does not list everybody's, but KeyRing::sessions_not_before ends them.
    Task<void> end_all_sessions() const;

    SessionCounters counters() const noexcept;
    bool has_store() const noexcept; ///< otherwise its sessions are in their cookies
    /// Whether its sessions are in a store that has to be awaited.
    bool waits_for_store() const noexcept;
    std::chrono::sys_seconds now() const; ///< by its clock

    /// These two know sessions in cookies only: with a store they throw std::logic_error.
    [[deprecated("costrel: SessionExchange, which knows several cookies and stores")]] Session
    open_session(std::string_view cookie_header, std::chrono::sys_seconds now) const;
    [[deprecated("costrel: SessionExchange, which knows several cookies and stores")]] SavedSession
    save_session(const Session& session, std::chrono::sys_seconds now) const;
    [[deprecated("costrel: Session::finish()")]] static void seal(Session& session) noexcept
    {
        session.finish();
    }

    /// What the configuration was turned into; for SessionExchange.
    const session::Setup& setup() const noexcept { return *setup_; }

private:
    detail::Pimpl<session::Setup> setup_;
};

using SecureCookieSessionInterface
    [[deprecated("costrel: SessionInterface, which takes any format")]] = SessionInterface;

} // namespace costrel::inline v1

#pragma GCC visibility pop
