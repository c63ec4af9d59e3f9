#include "stores/link/loop_link.hpp"

#include <chrono>
#include <exception>
#include <thread>
#include <utility>

namespace costrel::inline v1::stores {

LoopLink::LoopLink(detail::EventLoop& events, std::unique_ptr<Link> link,
                   std::weak_ptr<const bool> owner)
    : events_(events), link_(std::move(link)), owner_(std::move(owner))
{
    link_->set_before_close([this] { watch_.reset(); });
}

void LoopLink::push(std::shared_ptr<Request> request)
{
    link_->push(std::move(request));
    nudge();
}

void LoopLink::nudge()
{
    if (std::exchange(is_nudged_, true) || is_driving_)
        return;
    if (is_waiting_) {
        watch_->wake();
        return;
    }
    try {
        events_.post([self = shared_from_this()] { self->drive(); });
    } catch (...) { // no memory: the next one posts it
        is_nudged_ = false;
        throw;
    }
}

void LoopLink::ended(detail::WaitEnd) noexcept
{
    is_waiting_ = false;
    drive();
}

void LoopLink::loop_ended() noexcept
{
    watch_.reset();
    link_.reset();
}

void LoopLink::drive() noexcept
{
    if (!link_ || is_waiting_) // the loop has ended, or something else drives it
        return;
    const auto self = shared_from_this();
    is_driving_ = true;
    is_nudged_ = true;
    Link::Want want;
    // What is done may ask for more, which goes out in the same turn. Not without end: others of
    // the loop wait.
    for (int round = 0; round < 2 && link_ && std::exchange(is_nudged_, false); ++round) {
        want = link_->step(std::chrono::steady_clock::now());
        tell_done();
    }
    is_driving_ = false;
    const bool is_asked_for_more = std::exchange(is_nudged_, false);
    for (int attempt = 0; attempt < 1'000 && link_; ++attempt) {
        try {
            if (want.descriptor >= 0 && !is_waiting_)
                wait_for(want);
            if (is_asked_for_more)
                nudge();
            return;
        } catch (const std::exception&) { // no memory
            std::this_thread::yield();
        }
    }
    if (link_) { // nobody else would look at the deadlines
        link_->give_up();
        tell_done();
    }
}

void LoopLink::tell_done() noexcept
{
    for (const std::shared_ptr<Request>& request : link_->take_done())
        if (RequestWaiter* const waiter = std::exchange(request->waiter, nullptr))
            waiter->request_done();
}

void LoopLink::wait_for(const Link::Want& want)
{
    if (!watch_)
        watch_ = events_.watch(want.descriptor);
    watch_->begin(want.direction, want.until, *this);
    is_waiting_ = true;
}

} // namespace costrel::inline v1::stores
