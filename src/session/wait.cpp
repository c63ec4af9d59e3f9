#include "session/polling.hpp"

#include <costrel/wait.hpp>

#include <new>

namespace costrel::inline v1 {

Wait::~Wait()
{
    if (is_waiting() && watch_->in_loop())
        watch_->in_loop()->drop();
}

// Nobody else runs in this thread.
void Wait::wait_by_blocking() noexcept
{
    is_ready_ = session::poll_until(watch_->descriptor(), static_cast<detail::Direction>(until_),
                                    deadline_);
}

bool Wait::begin_in_loop() noexcept
try {
    watch_->in(*loop()->events()).begin(static_cast<detail::Direction>(until_), deadline_, *this);
    return true;
} catch (...) {
    has_failed_ = true;
    return false;
}

void Wait::cancel() noexcept
{
    watch_->in_loop()->wake();
}

void Wait::ended(detail::WaitEnd end) noexcept
{
    is_ready_ = end == detail::WaitEnd::ready;
    go_on();
}

bool Wait::await_resume() const
{
    if (has_failed_)
        throw std::bad_alloc();
    require_not_cancelled();
    return is_ready_;
}

} // namespace costrel::inline v1
