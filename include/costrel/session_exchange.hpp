#pragma once

#include <costrel/session_interface.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace costrel {

/// The session of one request and its answer, on a server of any kind: what stands between
/// SecureCookieSessionInterface and the header fields of a server that is not costrel's.
///
///     SessionExchange exchange(sessions, now);
///     for (const auto& field : request.all("Cookie"))
///         exchange.add_cookie_field(field);
///     exchange.session()["seen"] = true;
///     exchange.save(take, add);
///
/// examples/httplib and examples/beast are whole programs. Make one for each request, and do not
/// keep it longer; it is neither copied nor moved.
class SessionExchange {
public:
    /// `sessions` must outlive it. `now` is the time of the request, and the one that a saved
    /// session is signed with.
    SessionExchange(const SecureCookieSessionInterface& sessions,
                    std::chrono::sys_seconds now) noexcept
        : sessions_(&sessions), now_(now)
    {
    }
    SessionExchange(const SessionExchange&) = delete;
    SessionExchange& operator=(const SessionExchange&) = delete;

    /// The value of a Cookie field of the request, which must live as long as this object. Call it
    /// for each of them: there is one at most in HTTP/1.1, but a browser may split it in HTTP/2
    /// (RFC 9113 section 8.2.3). Throws std::logic_error after session() or save().
    void add_cookie_field(std::string_view value);

    /// The session, the same one each time.
    Session& session();

    /// Puts into the answer what the session asks for: Set-Cookie, when it has to be sent; then no
    /// shared cache may keep the answer, so Cache-Control becomes "private"; and "Vary: Cookie"
    /// whenever the session was used. An answer whose session nobody used stays as it is.
    ///
    /// `take(name)` removes all of the answer's fields of that name and gives their values, joined
    /// by ", " (empty: there was none). `add(name, value)` adds a field beside those of that name.
    /// Both get names as const char* and values as std::string.
    ///
    /// Returns Flask's warning when browsers will drop the cookie for its size; otherwise an empty
    /// text. Throws what SecureCookieSessionInterface::save_session() throws, std::invalid_argument
    /// above all when the session holds text that is not UTF-8; the answer is then unchanged. Call
    /// it once.
    template <class Take, class Add>
    std::string save(Take&& take, Add&& add)
    {
        SavedSession saved = sessions_->save_session(session(), now_);
        if (saved.vary_cookie)
            add("Vary", varying_on_cookie(take("Vary")));
        if (!saved.set_cookie.empty()) {
            add("Cache-Control", not_shared(take("Cache-Control")));
            add("Set-Cookie", std::move(saved.set_cookie));
        }
        return std::move(saved.warning);
    }

private:
    static std::string varying_on_cookie(std::string vary);
    static std::string not_shared(std::string_view cache_control);

    const SecureCookieSessionInterface* sessions_;
    std::chrono::sys_seconds now_;
    std::string_view cookies_; // the one field, or joined_
    std::string joined_;
    std::optional<Session> session_;
};

} // namespace costrel
