#include "session/polling.hpp"

#include <costrel/wait.hpp>

#include <new>
#include <stdexcept>
#include <utility>

namespace costrel {

Wait::~Wait()
{
    if (!task_)
        return;
    loop_->remove(*this);
    if (watch_->in_loop_)
        watch_->in_loop_->drop();
}

bool Wait::begin(detail::TaskLoop* loop, std::coroutine_handle<> task)
{
    if (!loop) { // nobody else runs in this thread
        is_ready_ = session::poll_until(watch_->descriptor_, static_cast<detail::Direction>(until_),
                                        deadline_);
        return false;
    }
    if (!loop->events())
        throw std::logic_error("costrel: this event loop cannot wait for descriptors");
    loop_ = loop;
    task_ = task;
    // Whatever ends the wait does so later: the task may be running in another thread, and one that
    // tries again and again must not grow the stack.
    if (loop->events()->is_here() && !loop->is_cancelled())
        begin_in_loop();
    else
        loop->events()->post([this] { begin_in_loop(); });
    return true;
}

void Wait::begin_in_loop() noexcept
{
    if (loop_->is_cancelled()) {
        go_on();
        return;
    }
    try {
        if (!watch_->in_loop_)
            watch_->in_loop_ = loop_->events()->watch(watch_->descriptor_);
        watch_->in_loop_->begin(static_cast<detail::Direction>(until_), deadline_, *this);
    } catch (...) {
        has_failed_ = true;
        go_on();
        return;
    }
    loop_->add(*this);
}

void Wait::cancel() noexcept
{
    watch_->in_loop_->wake();
}

void Wait::ended(detail::WaitEnd end) noexcept
{
    is_ready_ = end == detail::WaitEnd::ready;
    go_on();
}

void Wait::go_on() noexcept
{
    loop_->remove(*this);
    std::exchange(task_, nullptr).resume();
}

bool Wait::await_resume() const
{
    if (has_failed_)
        throw std::bad_alloc();
    if (loop_ && loop_->is_cancelled())
        throw TaskCancelled();
    return is_ready_;
}

} // namespace costrel
