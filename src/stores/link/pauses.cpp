#include "stores/link/pauses.hpp"

#include "stores/link/loop_timer.hpp"
#include "stores/link/owner_number.hpp"

#include <exception>
#include <thread>

namespace costrel::inline v1::stores {

Pauses::Pauses() : number_(next_owner_number()) {}

Pauses::Pausing::~Pausing()
{
    if (timer_ && is_waiting())
        timer_->remove(*this);
}

void Pauses::Pausing::sleep() const
{
    std::this_thread::sleep_until(end_);
}

bool Pauses::Pausing::begin_in_loop() noexcept
try {
    detail::EventLoop& events = *loop()->events();
    std::shared_ptr<detail::LoopLocal>& local = events.local(pauses_.number_);
    if (!local)
        local = std::make_shared<LoopTimer>(events, pauses_.alive_);
    timer_ = std::static_pointer_cast<LoopTimer>(local);
    timer_->add(*this);
    return true;
} catch (const std::exception&) { // no memory, no descriptor
    has_failed_ = true;
    return false;
}

void Pauses::Pausing::cancel() noexcept
{
    timer_->end_early(*this);
}

bool Pauses::Pausing::await_resume() const
{
    require_not_cancelled();
    return !has_failed_;
}

} // namespace costrel::inline v1::stores
