#include "stores/link/client.hpp"

#include "session/polling.hpp"
#include "stores/link/loop_link.hpp"
#include "stores/link/owner_number.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::stores {

using std::chrono::steady_clock;

Client::Client(MakeLink make)
    : make_(std::move(make)), number_(next_owner_number()), process_(::getpid())
{
}

Client::~Client() = default;

void Client::ask_by_blocking(const std::shared_ptr<Request>& request)
{
    std::unique_ptr<Link> link = take_link();
    link->push(request);
    while (!request->is_done) {
        const Link::Want want = link->step(steady_clock::now());
        link->take_done();
        if (!request->is_done && want.descriptor >= 0)
            session::poll_until(want.descriptor, want.direction,
                                std::min(want.until, request->deadline));
    }
    give_back(std::move(link));
}

std::unique_ptr<Link> Client::take_link()
{
    {
        const std::lock_guard lock(mutex_);
        if (process_ != ::getpid()) { // a child: not even to say goodbye may it use its parent's
            for (std::unique_ptr<Link>& link : idle_)
                (void)link.release();
            idle_.clear();
            process_ = ::getpid();
        }
        if (!idle_.empty()) {
            std::unique_ptr<Link> link = std::move(idle_.back());
            idle_.pop_back();
            return link;
        }
    }
    return make_link();
}

std::unique_ptr<Link> Client::make_link() const
{
    std::unique_ptr<Link> link = make_();
    link->count_in(tally_);
    return link;
}

void Client::give_back(std::unique_ptr<Link> link)
{
    const std::lock_guard lock(mutex_);
    try {
        idle_.push_back(std::move(link));
    } catch (const std::bad_alloc&) { // then it ends: what was asked is done
    }
}

std::shared_ptr<LoopLink> Client::link_in(detail::EventLoop& events)
{
    std::shared_ptr<detail::LoopLocal>& local = events.local(number_);
    if (!local)
        local = std::make_shared<LoopLink>(events, make_link(), alive_);
    return std::static_pointer_cast<LoopLink>(local);
}

Client::Asking::~Asking()
{
    if (!is_waiting())
        return;
    request_->waiter = nullptr;
    request_->is_cancelled = true;
}

bool Client::Asking::begin_in_loop() noexcept
try {
    link_ = client_.link_in(*loop()->events());
    request_->waiter = this;
    link_->push(request_);
    return true;
} catch (const std::exception&) {
    request_->waiter = nullptr;
    request_->is_cancelled = true; // it may be in the queue
    request_->error.emplace();     // `unavailable`: there is no memory to ask, nor for a sentence
    return false;
}

void Client::Asking::cancel() noexcept
{
    request_->is_cancelled = true;
    try {
        link_->nudge();
    } catch (const std::exception&) { // no memory: its deadline ends it
    }
}

void Client::Asking::request_done() noexcept
{
    go_on();
}

void Client::Asking::await_resume() const
{
    require_not_cancelled();
}

} // namespace costrel::inline v1::stores
