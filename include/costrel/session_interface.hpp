#pragma once

#include <costrel/config.hpp>
#include <costrel/detail/pimpl.hpp>
#include <costrel/session.hpp>
#include <costrel/session_observer.hpp>

#include <chrono>
#include <concepts>
#include <string>
#include <string_view>

namespace costrel {

/// What has to be put into the answer when a session is saved.
struct SavedSession {
    std::string set_cookie;   ///< the value of a Set-Cookie field; empty: send none
    bool vary_cookie = false; ///< the answer needs "Vary: Cookie"
    /// Flask's sentence when the cookie is longer than max_cookie_size (and browsers will drop
    /// it); empty otherwise.
    std::string warning;
};

/// Flask's SecureCookieSessionInterface: opens the session in a request's Cookie field and saves it
/// into a Set-Cookie field that Flask reads, byte for byte the one Flask would send. It holds no
/// state of any client, does no input or output, and may be used by many threads at once.
///
///     SecureCookieSessionInterface sessions({.secret_key = key});
///     Session session = sessions.open_session(cookie_header, now);
///     session["seen"] = true;
///     SavedSession saved = sessions.save_session(session, now);
///     if (!saved.set_cookie.empty())
///         answer.add("Set-Cookie", saved.set_cookie);
///     if (saved.vary_cookie)
///         answer.add("Vary", "Cookie");
class SecureCookieSessionInterface {
public:
    /// Throws ConfigError when a key of the configuration cannot work.
    explicit SecureCookieSessionInterface(const Config& config);
    SecureCookieSessionInterface(SecureCookieSessionInterface&&) noexcept;
    SecureCookieSessionInterface& operator=(SecureCookieSessionInterface&&) noexcept;
    ~SecureCookieSessionInterface();

    /// The session of a request. Nothing is looked at before the session is used; `cookie_header`
    /// (the value of Cookie; several of them joined by "; ") and this object must live until then.
    /// Never fails: a cookie that is not good gives an empty session, and origin() tells why.
    Session open_session(std::string_view cookie_header, std::chrono::sys_seconds now) const;
    template <std::same_as<std::string> Temporary>
    Session open_session(Temporary&& cookie_header, std::chrono::sys_seconds now) const = delete;

    /// What has to be sent so that the client has `session` from now on. Call it once, at the end
    /// of the request. Throws std::invalid_argument when the session holds text that is not UTF-8.
    /// Throws CookieTooLargeError when the configuration asks for it.
    SavedSession save_session(const Session& session, std::chrono::sys_seconds now) const;
    /// Once what save_session() gave is sent: the session can no longer be changed, nor used when
    /// it was not used before, which would need another cookie or a Vary. Both throw
    /// std::logic_error then.
    static void seal(Session& session) noexcept;

    SessionCounters counters() const noexcept;

private:
    friend class Session;
    class State;

    void open(const Session& session) const;
    void read_cookie(const Session& session) const;
    void report_dropped(const SavedSession& saved) const;

    detail::Pimpl<State> state_;
};

} // namespace costrel
