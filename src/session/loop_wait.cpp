#include <costrel/detail/event_loop.hpp>
#include <costrel/detail/loop_wait.hpp>
#include <costrel/task.hpp>

#include <memory>
#include <stdexcept>
#include <utility>

namespace costrel::inline v1::detail {

LoopWait::~LoopWait()
{
    if (posted_)
        *posted_ = nullptr;
    if (task_)
        loop_->remove(*this);
}

void LoopWait::begin(TaskLoop& loop, std::coroutine_handle<> task)
{
    if (!loop.events())
        throw std::logic_error("costrel: this event loop cannot wait for descriptors");
    loop_ = &loop;
    task_ = task;
    // Whatever ends the wait does so later: the task may be running in another thread, and one that
    // tries again and again must not grow the stack.
    if (loop.events()->is_here() && !loop.is_cancelled()) {
        enter();
        return;
    }
    posted_ = std::make_shared<LoopWait*>(this);
    loop.events()->post([posted = posted_] {
        if (*posted)
            (*posted)->enter();
    });
}

void LoopWait::enter() noexcept
{
    if (loop_->is_cancelled() || !begin_in_loop())
        go_on();
    else
        loop_->add(*this);
}

void LoopWait::go_on() noexcept
{
    loop_->remove(*this);
    std::exchange(task_, nullptr).resume();
}

void LoopWait::require_not_cancelled() const
{
    if (loop_ && loop_->is_cancelled())
        throw TaskCancelled();
}

} // namespace costrel::inline v1::detail
