#include "stores/link/loop_timer.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <exception>
#include <sys/timerfd.h>
#include <system_error>
#include <thread>
#include <utility>

namespace costrel::inline v1::stores {

using std::chrono::steady_clock;

namespace {

int new_timer()
{
    const int descriptor = ::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (descriptor < 0)
        throw std::system_error(errno, std::generic_category(), "costrel: no timer for a loop");
    return descriptor;
}

} // namespace

LoopTimer::LoopTimer(detail::EventLoop& events, std::weak_ptr<const bool> owner)
    : owner_(std::move(owner)), timer_(new_timer()), watch_(events.watch(timer_.get()))
{
}

void LoopTimer::add(Pauses::Pausing& pausing)
{
    places_.push_back({&pausing, pausing.end_});
    try {
        wait_for_first();
    } catch (...) {
        remove(pausing);
        throw;
    }
}

void LoopTimer::remove(const Pauses::Pausing& pausing) noexcept
{
    std::erase_if(places_, [&](const Place& place) { return place.pausing == &pausing; });
}

void LoopTimer::end_early(const Pauses::Pausing& pausing) noexcept
{
    for (Place& place : places_)
        if (place.pausing == &pausing)
            place.end = {};
    if (is_waiting_)
        watch_->wake();
}

void LoopTimer::ended(detail::WaitEnd) noexcept
{
    const auto self = shared_from_this();
    is_waiting_ = false;
    const auto now = steady_clock::now();
    // One by one: who goes on may pause again, or end the pause of another one.
    for (;;) {
        const auto due =
            std::ranges::find_if(places_, [&](const Place& place) { return place.end <= now; });
        if (due == places_.end())
            break;
        Pauses::Pausing* const pausing = due->pausing;
        places_.erase(due);
        pausing->go_on();
    }
    keep_waiting();
}

// For those that are left, whom nobody else would wake.
void LoopTimer::keep_waiting() noexcept
{
    for (int attempt = 0; attempt < 1'000; ++attempt) {
        try {
            wait_for_first();
            return;
        } catch (const std::exception&) { // no memory
            std::this_thread::yield();
        }
    }
}

void LoopTimer::wait_for_first()
{
    if (places_.empty() || !watch_)
        return;
    const auto first = std::ranges::min_element(places_, {}, &Place::end)->end;
    const auto left =
        std::max<steady_clock::duration>(first - steady_clock::now(), std::chrono::nanoseconds(1));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
    itimerspec when{};
    when.it_value.tv_sec = static_cast<time_t>(seconds.count());
    when.it_value.tv_nsec = static_cast<long>(std::chrono::nanoseconds(left - seconds).count());
    ::timerfd_settime(timer_.get(), 0, &when, nullptr);
    if (is_waiting_)
        return;
    watch_->begin(detail::Direction::reading, first + std::chrono::seconds(1), *this);
    is_waiting_ = true;
}

void LoopTimer::loop_ended() noexcept
{
    watch_.reset();
    places_.clear();
}

} // namespace costrel::inline v1::stores
