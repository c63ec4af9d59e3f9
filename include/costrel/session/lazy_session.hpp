#pragma once

#include <costrel/session/exchange.hpp>
#include <costrel/task.hpp>

#include <coroutine>
#include <optional>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// The session for a coroutine that decides while it runs whether it needs one. Where sessions are
/// in a store, open() asks the store, and nothing does before:
///
///     Task<Response> page(LazySession& lazy)
///     {
///         if (!lazy.has_cookie())
///             co_return "Hello, stranger";
///         Session& session = co_await lazy.open();
///         co_return html("Hello, {}", session.get("name", "stranger"));
///     }
class LazySession {
public:
    class Opening;

    /// `exchange` must outlive it.
    explicit LazySession(SessionExchange& exchange) noexcept : exchange_(&exchange) {}

    /// Returns the session, the same one each time: `Session& session = co_await lazy.open();`.
    /// Throws StoreUnavailableError.
    Opening open() noexcept;
    /// Whether the request has a cookie of a session, good or not. Asks nobody, and the response
    /// does not vary on it.
    bool has_cookie() const { return exchange_->has_cookie(); }

private:
    SessionExchange* exchange_;
};

/// What open() returns, to be awaited at once.
class LazySession::Opening {
public:
    explicit Opening(SessionExchange& exchange) noexcept : exchange_(&exchange) {}

    bool await_ready() const noexcept { return exchange_->is_loaded(); }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> awaiting)
    {
        loading_.emplace(exchange_->load());
        return (*std::move(loading_)).operator co_await().await_suspend(awaiting);
    }
    Session& await_resume()
    {
        if (loading_)
            loading_->result();
        return exchange_->session();
    }

private:
    SessionExchange* exchange_;
    std::optional<Task<void>> loading_;
};

inline LazySession::Opening LazySession::open() noexcept
{
    return Opening(*exchange_);
}

} // namespace costrel::inline v1

#pragma GCC visibility pop
