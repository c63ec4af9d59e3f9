#pragma once

#include <costrel/detail/task_loop.hpp>

#include <coroutine>
#include <memory>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// A wait of a task in its event loop, which something there ends, or a cancellation.
class LoopWait : private TaskWait {
protected:
    LoopWait() = default;
    ~LoopWait() override;

    /// The task is suspended. Throws std::logic_error when nothing can be waited for in that loop.
    void begin(TaskLoop& loop, std::coroutine_handle<> task);
    /// In the loop, once. False: there is no memory to wait with, and the task goes on.
    virtual bool begin_in_loop() noexcept = 0;
    /// In the loop: what was waited for has come.
    void go_on() noexcept;

    bool is_waiting() const noexcept { return static_cast<bool>(task_); }
    /// The task's loop; nullptr before begin().
    TaskLoop* loop() const noexcept { return loop_; }
    /// Throws TaskCancelled when the loop's tasks are not to go on.
    void require_not_cancelled() const;

private:
    void enter() noexcept;

    TaskLoop* loop_ = nullptr;
    std::coroutine_handle<> task_;        // as long as it waits
    std::shared_ptr<LoopWait*> posted_{}; // what the loop will call, unless it is gone by then
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
