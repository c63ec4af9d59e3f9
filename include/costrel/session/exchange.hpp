#pragma once

#include <costrel/detail/pimpl.hpp>
#include <costrel/session/saved_session.hpp>
#include <costrel/session/session.hpp>
#include <costrel/task.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

class SessionInterface;
namespace session {
class Membership;
class StoredSession;
} // namespace session

namespace detail {
/// Fields that some shared caches obey in place of Cache-Control (RFC 9213, and older ones).
inline constexpr const char* targeted_cache_fields[] = {
    "CDN-Cache-Control", "Cloudflare-CDN-Cache-Control", "Surrogate-Control", "Edge-Control",
    "X-Accel-Expires"};

template <class Take, std::size_t... places>
void take_targeted_cache_fields(Take& take, std::index_sequence<places...>)
{
    (take(targeted_cache_fields[places]),
     ...); // as if each were written here: their sizes are known
}
} // namespace detail

/// The session of one request and its response, on a server of any kind. It is given the Cookie
/// fields and provides the session; nothing happens before the session is used. Then it says what
/// the response has to carry. Only a store (`session_store`) does input and output: load() gets the
/// session from it, and commit() gives it what has become of the session. Where neither is awaited,
/// the first use of the session and save() do that, and wait in this thread.
///
///     SessionExchange exchange(sessions);
///     for (const auto& field : request.all("Cookie"))
///         exchange.add_cookie_field(field);
///     exchange.session()["seen"] = true;
///     exchange.save(take, add);
///
/// examples/httplib, beast and poco are whole programs. Make one for each request, and do not
/// keep it longer.
class SessionExchange final : private detail::SessionOpener {
public:
    /// `sessions` must outlive it. Its clock tells the time.
    explicit SessionExchange(const SessionInterface& sessions);
    /// The same, at a given time.
    SessionExchange(const SessionInterface& sessions, std::chrono::sys_seconds now);
    /// What session() gave before is no longer good.
    SessionExchange(SessionExchange&& other) noexcept;
    SessionExchange& operator=(SessionExchange&&) = delete;

    /// The value of a Cookie field of the request. Call it for each of them: there is at most one
    /// in HTTP/1.1, but a browser may split it in HTTP/2 (RFC 9113 section 8.2.3). Throws
    /// std::logic_error after session() or save().
    void add_cookie_field(std::string value);
    /// The same without a copy, for one field or several joined by "; ": `value` must live as long
    /// as this object.
    void borrow_cookie_field(std::string_view value);
    template <std::same_as<std::string> Temporary>
    void borrow_cookie_field(Temporary&& value) = delete;

    /// The session, the same one each time.
    Session& session() noexcept
    {
        is_given_ = true;
        return session_;
    }
    const Session& session() const noexcept { return session_; }
    /// Whether the request has a cookie of a session, good or not. Asks nobody, and the response
    /// does not vary on it.
    bool has_cookie() const;

    /// For callers that must not wait in this thread: from here on, where there is a store, the
    /// session can be used only after load(); its use throws SessionNotLoadedError before.
    void require_load() noexcept { requires_load_ = true; }
    /// Whether session() can be used without waiting for a store.
    bool is_loaded() const noexcept;
    /// Asks the store for the session, once. Nothing happens without a store. Throws
    /// StoreUnavailableError when it does not answer within session_store_timeout.
    Task<void> load();
    /// Gives the store what the session has become, once. Throws StoreUnavailableError,
    /// SessionConflictError and SessionFormatError.
    Task<void> commit();

    /// Whether save() may have something to put into the response: the session was used, or its
    /// cookie looks like one that is refreshed with each response (Flask's permanent ones).
    bool may_have_to_be_saved() const;

    /// Puts into the response what the session asks for: Set-Cookie, when it has to be sent; then
    /// no shared cache may keep the response, so Cache-Control becomes "private", and the fields
    /// that some of them obey in its place (RFC 9213: CDN-Cache-Control) are removed; and "Vary:
    /// Cookie" whenever the session was used. A response whose session nobody used stays as it is.
    ///
    /// `take(name)` removes all of the response's fields of that name and returns their values,
    /// joined by ", " (empty: there was none). `add(name, value)` adds a field to those of that
    /// name. Both get names as const char*, and `add` the value as std::string.
    ///
    /// What it returns says the same again, except for the texts of the cookies, which add() has.
    /// Throws what finish() throws; the response is then unchanged. Call it once.
    template <class Take, class Add>
    SavedSession save(Take&& take, Add&& add)
    {
        SavedSession saved = finish();
        put(saved, take, add);
        return saved;
    }

    /// For the response that reports that load(), commit(), finish() or save() failed: puts into it
    /// what it has to carry all the same. After a logout that could not be stored it deletes the
    /// cookie; from then on this process treats the session as ended, and ends it in the store when
    /// that replies again. Other failures need nothing.
    template <class Take, class Add>
    SavedSession save_failure(Take&& take, Add&& add)
    {
        SavedSession saved = finish_failure();
        put(saved, take, add);
        return saved;
    }

    /// What has to be sent so that the client has the session from now on, for servers that do not
    /// put it into the response by save(). Commits, if that was not done before. Call it once.
    /// Throws
    /// - what commit() throws;
    /// - SessionFormatError when the session holds what its format cannot carry, above all text
    ///   that is not UTF-8;
    /// - CookieTooLargeError when the configuration asks for it;
    /// - SessionNotLoadedError when the store would have to be awaited.
    SavedSession finish();
    /// The same for save_failure().
    SavedSession finish_failure() const;

private:
    template <class Take, class Add>
    void put(SavedSession& saved, Take& take, Add& add)
    {
        // As in Flask, Vary comes first when the session was used, and last when it was only
        // refreshed. Cache-Control comes before the cookie: should memory run out in between, no
        // shared cache may have it.
        const bool used = session_.accessed();
        if (saved.vary_cookie && used)
            add("Vary", varying_on_cookie(take("Vary")));
        if (!saved.set_cookies.empty()) {
            add("Cache-Control", not_shared(take("Cache-Control")));
            detail::take_targeted_cache_fields(
                take, std::make_index_sequence<std::size(detail::targeted_cache_fields)>());
        }
        for (std::string& cookie : saved.set_cookies)
            add("Set-Cookie", std::move(cookie));
        if (saved.vary_cookie && !used)
            add("Vary", varying_on_cookie(take("Vary")));
    }

    void open(detail::SessionContent& content) override;
    std::chrono::sys_seconds now() const;
    std::string_view cookies() const noexcept;
    Task<void> store(session::Membership& membership, std::chrono::steady_clock::time_point end);
    void require_no_session() const;
    detail::SessionContent moved_here(Session&& session) noexcept;
    static std::string varying_on_cookie(std::string vary);
    static std::string not_shared(std::string_view cache_control);

    const SessionInterface* sessions_;
    std::optional<std::chrono::sys_seconds> time_;   // otherwise the clock's
    std::optional<std::chrono::sys_seconds> opened_; // when it was opened, once it was
    std::string_view borrowed_;
    std::string owned_;
    Session session_;
    std::optional<detail::Pimpl<session::StoredSession>> stored_; // where there is a store
    bool is_given_ = false;
    bool requires_load_ = false;
};

// Not instantiated in other sources, where StoredSession is incomplete.
extern template class detail::Pimpl<session::StoredSession>;

} // namespace costrel::inline v1

#pragma GCC visibility pop
