#pragma once

#include <atomic>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

class EventLoop;

/// Something that a task waits for: in the list of its loop from the beginning of the wait to its
/// end.
class TaskWait {
public:
    TaskWait() = default;
    TaskWait(const TaskWait&) = delete;
    TaskWait& operator=(const TaskWait&) = delete;

    /// Ends the wait soon. Called once, in the loop, after the wait was taken out of its list.
    virtual void cancel() noexcept = 0;

protected:
    virtual ~TaskWait() = default;

private:
    friend class TaskLoop;

    TaskWait* next_ = nullptr;
    TaskWait** link_ = nullptr; // what points here; nullptr when it is in no list
};

/// The event loop of a connection's tasks as they see it: where they wait, and go on.
class TaskLoop {
public:
    /// `executor` is a boost::asio::any_io_executor, which this header does not know. It outlives
    /// the loop, as `events` does, in which tasks wait for descriptors; without it they cannot.
    explicit TaskLoop(const void* executor, EventLoop* events = nullptr) noexcept
        : executor_(executor), events_(events)
    {
    }
    TaskLoop(const TaskLoop&) = delete;
    TaskLoop& operator=(const TaskLoop&) = delete;

    const void* executor() const noexcept { return executor_; }
    EventLoop* events() const noexcept { return events_; }

    /// From any thread.
    bool is_cancelled() const noexcept
    {
        return cancelled_.load(std::memory_order_relaxed) &&
               held_.load(std::memory_order_relaxed) == 0;
    }

    // These only in the loop itself.
    void add(TaskWait& wait) noexcept;
    void remove(TaskWait& wait) noexcept; ///< does nothing when it is in no list
    bool has_waits() const noexcept { return first_; }
    /// Ends every wait. From here on a task that begins to wait gets TaskCancelled.
    void cancel() noexcept;

    /// Between these, tasks go on as if the loop were not cancelled. For what must not stop halfway
    /// and is over soon: a session that is being stored.
    void hold_cancel() noexcept { held_.fetch_add(1, std::memory_order_relaxed); }
    void let_cancel() noexcept;

private:
    void cancel_waits() noexcept;

    const void* executor_;
    EventLoop* events_;
    TaskWait* first_ = nullptr;
    std::atomic<bool> cancelled_ = false;
    std::atomic<unsigned> held_ = 0;
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
