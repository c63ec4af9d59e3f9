#include "stores/link/client.hpp"

#include "session/polling.hpp"
#include "stores/link/loop_link.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace costrel::stores {

using std::chrono::steady_clock;

namespace {

std::uint64_t next_number()
{
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

} // namespace

Client::Client(MakeLink make) : make_(std::move(make)), number_(next_number()), process_(::getpid())
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
    return make_();
}

void Client::give_back(std::unique_ptr<Link> link)
{
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(link));
}

std::shared_ptr<LoopLink> Client::link_in(detail::EventLoop& events)
{
    std::shared_ptr<detail::LoopLocal>& local = events.local(number_);
    if (!local)
        local = std::make_shared<LoopLink>(events, make_(), alive_);
    return std::static_pointer_cast<LoopLink>(local);
}

Client::Asking::~Asking()
{
    if (!task_)
        return;
    loop_->remove(*this);
    request_->waiter = nullptr;
    request_->is_cancelled = true;
}

bool Client::Asking::begin(detail::TaskLoop* loop, std::coroutine_handle<> task)
{
    if (!loop) { // nobody else runs in this thread
        client_.ask_by_blocking(request_);
        return false;
    }
    if (!loop->events())
        throw std::logic_error("costrel: this event loop cannot wait for descriptors");
    loop_ = loop;
    task_ = task;
    if (loop->events()->is_here() && !loop->is_cancelled())
        begin_in_loop();
    else // a task that tries again and again must not grow the stack
        loop->events()->post([this] { begin_in_loop(); });
    return true;
}

void Client::Asking::begin_in_loop() noexcept
{
    if (loop_->is_cancelled()) {
        go_on();
        return;
    }
    try {
        link_ = client_.link_in(*loop_->events());
        request_->waiter = this;
        link_->push(request_);
    } catch (const std::exception&) {
        request_->waiter = nullptr;
        request_->is_cancelled = true; // it may be in the queue
        request_->error = {StoreError::Code::unavailable, "there is no memory to ask the store"};
        go_on();
        return;
    }
    loop_->add(*this);
}

void Client::Asking::cancel() noexcept
{
    request_->is_cancelled = true;
    link_->nudge();
}

void Client::Asking::request_done() noexcept
{
    go_on();
}

void Client::Asking::go_on() noexcept
{
    loop_->remove(*this);
    std::exchange(task_, nullptr).resume();
}

void Client::Asking::await_resume() const
{
    if (loop_ && loop_->is_cancelled())
        throw TaskCancelled();
}

} // namespace costrel::stores
