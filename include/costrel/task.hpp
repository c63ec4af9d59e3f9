#pragma once

#include <coroutine>
#include <exception>
#include <utility>
#include <variant>

namespace costrel {

/// A coroutine that a handler can be: it starts when it is first awaited, and gives one T.
///
///     Task<Response> slow(std::string name) { co_return html("{}", co_await fetch(name)); }
///
/// Parameters of a coroutine that are references must outlive it; those that costrel passes
/// (Request&, Session&) do.
template <class T>
class [[nodiscard]] Task {
public:
    class promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    Task& operator=(Task&& other) noexcept
    {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Task()
    {
        if (handle_)
            handle_.destroy();
    }

    /// Runs the coroutine until it first has to wait, without an awaiting coroutine. done() tells
    /// whether it got to its end. For whoever drives a task from outside a coroutine.
    void start() { handle_.resume(); }
    bool done() const noexcept { return handle_.done(); }
    /// What a task that is done() gave; throws what it threw.
    T result() { return handle_.promise().take(); }
    /// What is resumed when the coroutine ends.
    void set_continuation(std::coroutine_handle<> continuation) noexcept
    {
        handle_.promise().continuation_ = continuation;
    }

    auto operator co_await() && noexcept
    {
        struct Awaiter {
            Handle handle;
            bool await_ready() const noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept
            {
                handle.promise().continuation_ = awaiting;
                return handle; // symmetric transfer: a long chain of tasks does not grow the stack
            }
            T await_resume() { return handle.promise().take(); }
        };
        return Awaiter{handle_};
    }

private:
    explicit Task(Handle handle) noexcept : handle_(handle) {}

    Handle handle_;
};

template <class T>
class Task<T>::promise_type {
public:
    Task get_return_object() noexcept { return Task(Handle::from_promise(*this)); }
    std::suspend_always initial_suspend() const noexcept { return {}; }
    auto final_suspend() const noexcept
    {
        struct Awaiter {
            bool await_ready() const noexcept { return false; }
            std::coroutine_handle<> await_suspend(Handle handle) const noexcept
            {
                return handle.promise().continuation_;
            }
            void await_resume() const noexcept {}
        };
        return Awaiter{};
    }
    template <class U>
    void return_value(U&& value)
    {
        result_.template emplace<1>(std::forward<U>(value));
    }
    void unhandled_exception() noexcept { result_.template emplace<2>(std::current_exception()); }

private:
    friend class Task;

    T take()
    {
        if (auto* error = std::get_if<2>(&result_))
            std::rethrow_exception(*error);
        return std::move(*std::get_if<1>(&result_));
    }

    std::variant<std::monostate, T, std::exception_ptr> result_;
    std::coroutine_handle<> continuation_ = std::noop_coroutine();
};

} // namespace costrel
