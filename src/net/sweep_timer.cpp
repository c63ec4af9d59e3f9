#include "net/sweep_timer.hpp"

#include <cerrno>
#include <sys/timerfd.h>
#include <system_error>
#include <utility>

namespace costrel::inline v1::net {

namespace {

int new_timer()
{
    const int descriptor = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (descriptor < 0)
        throw std::system_error(errno, std::generic_category(), "costrel: no timer for a loop");
    return descriptor;
}

void set_timer(int descriptor, std::chrono::milliseconds time) noexcept
{
    const auto seconds = duration_cast<std::chrono::seconds>(time);
    itimerspec when{};
    when.it_value.tv_sec = static_cast<time_t>(seconds.count());
    when.it_value.tv_nsec =
        static_cast<long>(std::chrono::nanoseconds(time - seconds).count()); // 0 and 0: never
    ::timerfd_settime(descriptor, 0, &when, nullptr);
}

} // namespace

// It owns the memory too: Asio may drop it when the timer is no more.
class SweepTimer::Event {
public:
    using allocator_type = OperationAllocator<std::byte>;

    explicit Event(SweepTimer& timer) : timer_(&timer), memory_(timer.memory_) {}
    Event(const Event&) = default; // what is moved from would have no memory

    allocator_type get_allocator() const noexcept { return allocator_type(*memory_); }
    void operator()(boost::system::error_code error)
    {
        if (error || !std::exchange(timer_->is_set_, false)) // cancelled, and maybe no more
            return;
        timer_->on_time_();
    }

private:
    SweepTimer* timer_;
    std::shared_ptr<OperationMemory> memory_;
};

SweepTimer::SweepTimer(Executor loop, std::function<void()> on_time)
    : descriptor_(loop, new_timer()), on_time_(std::move(on_time))
{
}

void SweepTimer::set(std::chrono::milliseconds time)
{
    set_timer(descriptor_.native_handle(), time);
    descriptor_.async_wait(decltype(descriptor_)::wait_read, Event(*this));
    is_set_ = true;
}

void SweepTimer::cancel() noexcept
{
    if (!std::exchange(is_set_, false))
        return;
    set_timer(descriptor_.native_handle(), {});
    boost::system::error_code ignored;
    descriptor_.cancel(ignored);
}

} // namespace costrel::inline v1::net
