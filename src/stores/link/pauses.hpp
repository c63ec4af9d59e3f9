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

namespace costrel::inline v1::stores {

class LoopTimer;

// Pauses of a few milliseconds, before something is tried again. Those of an event loop share one
// timer, however many there are; a thread without a loop sleeps.
class Pauses {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    Pauses(); // not inline: the count of owners is the library's that it is in
    Pauses(const Pauses&) = delete;
    Pauses& operator=(const Pauses&) = delete;

    // Awaited in a task: whether it came to that time. False: there is nothing to wait with. Throws
    // TaskCancelled.
    class [[nodiscard]] Pausing final : private detail::LoopWait {
    public:
        Pausing(const Pauses& pauses, TimePoint end) noexcept : pauses_(pauses), end_(end) {}
        ~Pausing() override;

        bool await_ready() const noexcept { return false; }
        template <std::derived_from<detail::TaskPromise> P>
        bool await_suspend(std::coroutine_handle<P> task)
        {
            detail::TaskLoop* const loop = task.promise().loop();
            if (loop)
                begin(*loop, task); // and may be over by now
            else
                sleep();
            return loop != nullptr;
        }
        bool await_resume() const;

    private:
        friend class LoopTimer;

        void sleep() const;
        bool begin_in_loop() noexcept override;
        void cancel() noexcept override;

        const Pauses& pauses_;
        const TimePoint end_;
        std::shared_ptr<LoopTimer> timer_;
        bool has_failed_ = false;
    };
    Pausing until(TimePoint end) const noexcept { return {*this, end}; }

private:
    const std::uint64_t number_;
    const std::shared_ptr<const bool> alive_ = std::make_shared<bool>(true);
};

} // namespace costrel::inline v1::stores

#pragma GCC visibility pop
