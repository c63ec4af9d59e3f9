#include <costrel/detail/task_loop.hpp>

namespace costrel::detail {

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
    // One at a time: what cancel() lets go on may take others out.
    while (TaskWait* wait = first_) {
        remove(*wait);
        wait->cancel();
    }
}

} // namespace costrel::detail
