#pragma once

#include <costrel/detail/event_loop.hpp>
#include <costrel/detail/loop_wait.hpp>
#include <costrel/task.hpp>

#include <chrono>
#include <concepts>
#include <coroutine>
#include <cstdint>
#include <memory>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What wait() waits for.
enum class Until : std::uint8_t { readable = 1, writable = 2, either = 3 };

/// A descriptor that tasks wait for, one at a time. It does not own the descriptor, and has to be
/// destroyed before that is closed.
class Watch {
public:
    explicit Watch(int descriptor) noexcept : descriptor_(descriptor) {}
    Watch(Watch&&) noexcept = default;
    Watch& operator=(Watch&&) noexcept = default;

    int descriptor() const noexcept { return descriptor_; }
    /// For wait(): what waits for it in an event loop, made the first time.
    detail::DescriptorWatch& in(detail::EventLoop& loop)
    {
        if (!in_loop_)
            in_loop_ = loop.watch(descriptor_);
        return *in_loop_;
    }
    /// For wait(): the same, or nullptr when it was not made yet.
    detail::DescriptorWatch* in_loop() const noexcept { return in_loop_.get(); }

private:
    int descriptor_;
    std::unique_ptr<detail::DescriptorWatch> in_loop_; // once a task of a loop has waited
};

/// What wait() returns: awaited once, by a Task.
class [[nodiscard]] Wait final : private detail::LoopWait, private detail::DescriptorWaiter {
public:
    Wait(Watch& watch, Until until, std::chrono::steady_clock::time_point deadline) noexcept
        : watch_(&watch), until_(until), deadline_(deadline)
    {
    }
    ~Wait() override;

    bool await_ready() const noexcept { return false; }
    template <std::derived_from<detail::TaskPromise> P>
    bool await_suspend(std::coroutine_handle<P> task)
    {
        detail::TaskLoop* const loop = task.promise().loop();
        if (loop)
            begin(*loop, task); // and may be over by now
        else
            wait_by_blocking();
        return loop != nullptr;
    }
    bool await_resume() const;

private:
    void wait_by_blocking() noexcept;
    bool begin_in_loop() noexcept override;
    void cancel() noexcept override;
    void ended(detail::WaitEnd end) noexcept override;

    Watch* watch_;
    Until until_;
    std::chrono::steady_clock::time_point deadline_;
    bool is_ready_ = false;
    bool has_failed_ = false; // there was no memory to wait with
};

/// Makes the task that awaits it wait until the descriptor is ready, and returns whether it is
/// before the deadline. When the task has an event loop, others go on meanwhile, and the deadline
/// is checked ten times a second; a task that has none blocks its thread in poll(2). Thus what
/// waits only by this works with both.
///
///     if (!co_await wait(watch, Until::readable, deadline))
///         co_return StoreError{StoreError::Code::timed_out};
///
/// A descriptor with an error is ready, too: the next read(2) or write(2) tells which. Throws
/// TaskCancelled in the task when its client goes away, or the server is cut, and std::bad_alloc.
inline Wait wait(Watch& watch, Until until, std::chrono::steady_clock::time_point deadline)
{
    return Wait(watch, until, deadline);
}

} // namespace costrel::inline v1

#pragma GCC visibility pop
