#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Ends a task that is waiting when its client has gone away, or when its server is cut: after the
/// grace period of a stop, or at a second signal. It is not a std::exception, as Python's
/// CancelledError is not an Exception: what handles errors by trying again must not catch it. Every
/// wait that begins after it throws it again.
class TaskCancelled {};

namespace detail {

class TaskLoop; // where a task waits

/// What the promises of all tasks have in common.
class TaskPromise {
public:
    /// The memory of coroutines: a thread keeps that of the last few for the next ones.
    static void* operator new(std::size_t size);
    static void operator delete(void* frame, std::size_t size) noexcept;

    std::suspend_always initial_suspend() const noexcept { return {}; }
    auto final_suspend() const noexcept
    {
        struct Awaiter {
            std::coroutine_handle<> continuation;
            bool await_ready() const noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<>) const noexcept
            {
                return continuation;
            }
            void await_resume() const noexcept {}
        };
        return Awaiter{continuation_};
    }
    void unhandled_exception() noexcept { error_ = std::current_exception(); }

    /// The loop that the task runs in; nullptr when there is none.
    TaskLoop* loop() const noexcept { return loop_; }
    void set_loop(TaskLoop* loop) noexcept { loop_ = loop; }
    void set_continuation(std::coroutine_handle<> awaiting) noexcept { continuation_ = awaiting; }
    /// What the coroutine threw, or nullptr.
    const std::exception_ptr& error() const noexcept { return error_; }

protected:
    std::coroutine_handle<> continuation_ = std::noop_coroutine();
    TaskLoop* loop_ = nullptr;
    std::exception_ptr error_;
};

} // namespace detail

/// A coroutine that a handler can be: it starts when it is first awaited, and returns one T, or
/// nothing when T is void.
///
///     Task<Response> slow(std::string name) { co_return html("{}", co_await fetch(name)); }
///
/// What the references among a coroutine's parameters refer to has to outlive it; those that
/// costrel passes (Request&, Session&) do. It can wait for sleep_for() of <costrel/sleep.hpp>, for
/// any operation of Asio by <costrel/asio.hpp>, and for awaitables of your own.
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
    /// whether it got to its end. For code that drives a task from outside a coroutine.
    void start() { handle_.resume(); }
    bool done() const noexcept { return handle_.done(); }
    /// What a task that is done() returned; throws what it threw.
    T result() { return handle_.promise().take(); }
    /// Sets what is resumed when the coroutine ends.
    void set_continuation(std::coroutine_handle<> continuation) noexcept
    {
        handle_.promise().set_continuation(continuation);
    }
    /// Sets the loop that the task, and each one that it awaits, waits in.
    void set_loop(detail::TaskLoop& loop) noexcept { handle_.promise().set_loop(&loop); }

    auto operator co_await() && noexcept { return Awaiter{handle_}; }

private:
    struct Awaiter {
        Handle handle;
        bool await_ready() const noexcept { return false; }
        template <class P>
        std::coroutine_handle<> await_suspend(std::coroutine_handle<P> awaiting) noexcept
        {
            handle.promise().set_continuation(awaiting);
            if constexpr (std::is_base_of_v<detail::TaskPromise, P>)
                handle.promise().set_loop(awaiting.promise().loop());
            return handle; // symmetric transfer: a long chain of tasks does not grow the stack
        }
        T await_resume() { return handle.promise().take(); }
    };

    explicit Task(Handle handle) noexcept : handle_(handle) {}

    Handle handle_;
};

template <class T>
class Task<T>::promise_type : public detail::TaskPromise {
public:
    Task get_return_object() noexcept { return Task(Handle::from_promise(*this)); }
    template <class U = T> // which `co_return {…}` takes
    void return_value(U&& value)
    {
        result_.emplace(std::forward<U>(value));
    }

    /// For Task, once the coroutine is done.
    T take()
    {
        if (error_)
            std::rethrow_exception(error_);
        return *std::move(result_);
    }

private:
    std::optional<T> result_;
};

template <>
class Task<void>::promise_type : public detail::TaskPromise {
public:
    Task get_return_object() noexcept { return Task(Handle::from_promise(*this)); }
    void return_void() const noexcept {}

    /// For Task, once the coroutine is done.
    void take() const
    {
        if (error_)
            std::rethrow_exception(error_);
    }
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
