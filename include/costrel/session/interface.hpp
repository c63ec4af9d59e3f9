#pragma once

#include <costrel/detail/pimpl.hpp>
#include <costrel/session.hpp>
#include <costrel/session/clock.hpp>
#include <costrel/session/config.hpp>
#include <costrel/session/saved_session.hpp>
#include <costrel/session_observer.hpp>

#include <chrono>
#include <string_view>

namespace costrel {

namespace session {
class Setup;
}

/// The sessions of an application: their keys, format and times (Flask's word for it). It holds no
/// state of any client and may be used by many threads at once. A SessionExchange is one request's.
///
///     SessionInterface sessions({.secret_key = key});
///     …
///     SessionExchange exchange(sessions);
///     exchange.add_cookie_field(cookie);
///     exchange.session()["seen"] = true;
class SessionInterface {
public:
    /// Throws ConfigError when the configuration cannot work. `clock` gives the time that sessions
    /// are judged and signed by; by default the system's.
    explicit SessionInterface(const SessionConfig& config, Clock clock = {});
    SessionInterface(SessionInterface&&) noexcept;
    SessionInterface& operator=(SessionInterface&&) noexcept;
    ~SessionInterface();

    SessionCounters counters() const noexcept;
    std::chrono::sys_seconds now() const; ///< by its clock

    [[deprecated("costrel: SessionExchange, which knows several cookies and stores")]] Session
    open_session(std::string_view cookie_header, std::chrono::sys_seconds now) const;
    [[deprecated("costrel: SessionExchange, which knows several cookies and stores")]] SavedSession
    save_session(const Session& session, std::chrono::sys_seconds now) const;
    [[deprecated("costrel: Session::finish()")]] static void seal(Session& session) noexcept
    {
        session.finish();
    }

    /// What its configuration came to; for SessionExchange.
    const session::Setup& setup() const noexcept { return *setup_; }

private:
    detail::Pimpl<session::Setup> setup_;
};

using SecureCookieSessionInterface
    [[deprecated("costrel: SessionInterface, which takes any format")]] = SessionInterface;

} // namespace costrel
