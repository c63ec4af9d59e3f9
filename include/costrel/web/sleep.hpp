#pragma once

#include <costrel/detail/pimpl.hpp>
#include <costrel/task.hpp>

#include <chrono>
#include <concepts>
#include <coroutine>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What sleep_for() returns: awaited once, by a Task.
class [[nodiscard]] Sleep {
public:
    explicit Sleep(std::chrono::milliseconds time);
    ~Sleep();
    Sleep(const Sleep&) = delete;
    Sleep& operator=(const Sleep&) = delete;

    bool await_ready() const noexcept { return false; }
    template <std::derived_from<detail::TaskPromise> P>
    void await_suspend(std::coroutine_handle<P> task)
    {
        start(task.promise().loop(), task);
    }
    void await_resume();

private:
    class State;

    void start(detail::TaskLoop* loop, std::coroutine_handle<> task);

    detail::Pimpl<State> state_;
};

/// Makes the task that awaits it wait for at least `time`, while its event loop serves others. With
/// zero or less, the others have a turn. The task goes on in its loop, even if another thread ran
/// it before.
///
/// Throws TaskCancelled in the task when its client goes away, or the server is cut, before the
/// time is over, and std::logic_error when the task has no event loop: neither a server nor a
/// TestClient runs it.
///
///     co_await costrel::sleep_for(std::chrono::milliseconds(50));
inline Sleep sleep_for(std::chrono::milliseconds time)
{
    return Sleep(time);
}

} // namespace costrel::inline v1

#pragma GCC visibility pop
