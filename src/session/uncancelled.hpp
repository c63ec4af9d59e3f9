#pragma once

#include <costrel/detail/task_loop.hpp>
#include <costrel/task.hpp>

#include <concepts>
#include <coroutine>

namespace costrel::inline v1::session {

// Awaited in a task, gives its loop, or nullptr.
class ThisLoop {
public:
    bool await_ready() const noexcept { return false; }
    template <std::derived_from<detail::TaskPromise> P>
    bool await_suspend(std::coroutine_handle<P> task) noexcept
    {
        loop_ = task.promise().loop();
        return false;
    }
    detail::TaskLoop* await_resume() const noexcept { return loop_; }

private:
    detail::TaskLoop* loop_ = nullptr;
};

// While one lives, what waits in a loop is not cancelled, and may begin to wait.
class Uncancelled {
public:
    explicit Uncancelled(detail::TaskLoop* loop) noexcept : loop_(loop)
    {
        if (loop_)
            loop_->hold_cancel();
    }
    ~Uncancelled()
    {
        if (loop_)
            loop_->let_cancel();
    }
    Uncancelled(const Uncancelled&) = delete;
    Uncancelled& operator=(const Uncancelled&) = delete;

private:
    detail::TaskLoop* loop_;
};

} // namespace costrel::inline v1::session
