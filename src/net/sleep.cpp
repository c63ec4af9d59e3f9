#include "pimpl.hpp"

#include <costrel/detail/loop_thread.hpp>
#include <costrel/detail/task_loop.hpp>
#include <costrel/sleep.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <stdexcept>

namespace costrel::inline v1 {

namespace {

using boost::asio::any_io_executor;

// One wait for a timer. The timer's handler owns it too: a task that is destroyed while it sleeps
// leaves a handler behind that is still to be called.
class TimedWait final : public detail::TaskWait, public std::enable_shared_from_this<TimedWait> {
public:
    TimedWait(detail::TaskLoop& loop, std::coroutine_handle<> task)
        : loop_(loop), executor_(*static_cast<const any_io_executor*>(loop.executor())), task_(task)
    {
    }

    void start(std::chrono::milliseconds time)
    {
        // The list of waits belongs to the loop, and another thread may run the task.
        boost::asio::dispatch(executor_, [self = shared_from_this(), time] { self->wait(time); });
    }
    // The task is no more.
    void abandon() noexcept
    {
        task_ = nullptr;
        loop_.remove(*this);
        cancel();
    }
    void cancel() noexcept override
    {
        try {
            if (timer_)
                timer_->cancel();
        } catch (const boost::system::system_error&) { // a steady timer has no reason to
        }
    }
    void check() const
    {
        if (error_)
            std::rethrow_exception(error_);
        if (loop_.is_cancelled())
            throw TaskCancelled();
    }

private:
    void wait(std::chrono::milliseconds time) noexcept
    try {
        if (!task_) // nor need there be a loop
            return;
        if (loop_.is_cancelled()) {
            // Not at once: a task that tries again and again must not grow the stack.
            boost::asio::post(executor_, [self = shared_from_this()] { self->finish(); });
            return;
        }
        timer_.emplace(executor_, time);
        timer_->async_wait(
            [self = shared_from_this()](boost::system::error_code) { self->finish(); });
        loop_.add(*this);
    } catch (...) { // out of memory, in the loop, where nobody would catch it
        error_ = std::current_exception();
        finish();
    }
    void finish() noexcept
    {
        if (!task_) // nor need there be a loop
            return;
        loop_.remove(*this);
        const detail::LoopThread in_loop;
        task_.resume();
    }

    detail::TaskLoop& loop_;
    any_io_executor executor_;
    std::coroutine_handle<> task_;
    std::optional<boost::asio::steady_timer> timer_;
    std::exception_ptr error_;
};

} // namespace

class Sleep::State {
public:
    explicit State(std::chrono::milliseconds how_long) : time(how_long) {}

    std::chrono::milliseconds time;
    std::shared_ptr<TimedWait> wait;
};

Sleep::Sleep(std::chrono::milliseconds time)
    : state_(std::in_place, std::clamp<std::chrono::milliseconds>(
                                time, std::chrono::milliseconds(0), std::chrono::days(400)))
{
}

Sleep::~Sleep()
{
    if (state_->wait)
        state_->wait->abandon();
}

void Sleep::start(detail::TaskLoop* loop, std::coroutine_handle<> task)
{
    if (!loop)
        throw std::logic_error("costrel: a task can only sleep when a server or a TestClient runs "
                               "it: let a handler await it");
    state_->wait = std::make_shared<TimedWait>(*loop, task);
    state_->wait->start(state_->time);
}

void Sleep::await_resume()
{
    const std::shared_ptr<TimedWait> wait = std::move(state_->wait);
    wait->check();
}

} // namespace costrel::inline v1

template class costrel::detail::Pimpl<costrel::Sleep::State>;
