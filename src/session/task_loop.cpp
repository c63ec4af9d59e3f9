#include <costrel/detail/event_loop.hpp>
#include <costrel/detail/task_loop.hpp>

namespace costrel::inline v1::detail {

void TaskLoop::add(TaskWait& wait) noexcept
{
    wait.next_ = first_;
    wait.link_ = &first_;
    if (first_)
        first_->link_ = &wait.next_;
    first_ = &wait;
}

void TaskLoop::remove(TaskWait& wait) noexcept
{
    if (!wait.link_)
        return;
    *wait.link_ = wait.next_;
    if (wait.next_)
        wait.next_->link_ = wait.link_;
    wait.link_ = nullptr;
}

void TaskLoop::cancel() noexcept
{
    cancelled_.store(true, std::memory_order_relaxed);
    if (held_.load(std::memory_order_relaxed) == 0)
        cancel_waits();
}

void TaskLoop::let_cancel() noexcept
{
    // In another thread there is nothing to cancel: the task that was held runs there.
    if (held_.fetch_sub(1, std::memory_order_relaxed) == 1 && is_cancelled() && events_ &&
        events_->is_here())
        cancel_waits();
}

void TaskLoop::cancel_waits() noexcept
{
    // One at a time: what cancel() lets go on may take others out.
    while (TaskWait* wait = first_) {
        remove(*wait);
        wait->cancel();
    }
}

} // namespace costrel::inline v1::detail
