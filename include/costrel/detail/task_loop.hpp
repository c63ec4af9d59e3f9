#pragma once

#include <atomic>

namespace costrel::detail {

/// Something that a task waits for: in the list of its loop from the begin of the wait to its end.
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
    /// `executor` is a boost::asio::any_io_executor, which this header does not know; it outlives
    /// the loop.
    explicit TaskLoop(const void* executor) noexcept : executor_(executor) {}
    TaskLoop(const TaskLoop&) = delete;
    TaskLoop& operator=(const TaskLoop&) = delete;

    const void* executor() const noexcept { return executor_; }

    /// From any thread.
    bool is_cancelled() const noexcept { return cancelled_.load(std::memory_order_relaxed); }

    // These only in the loop itself.
    void add(TaskWait& wait) noexcept;
    void remove(TaskWait& wait) noexcept; ///< does nothing when it is in no list
    bool has_waits() const noexcept { return first_; }
    /// Ends every wait. From here on a task that begins to wait gets TaskCancelled.
    void cancel() noexcept;

private:
    const void* executor_;
    TaskWait* first_ = nullptr;
    std::atomic<bool> cancelled_ = false;
};

} // namespace costrel::detail
