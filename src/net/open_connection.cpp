#include "net/open_connection.hpp"

#include "net/listening/listener.hpp"
#include "net/loop.hpp"

#include <exception>
#include <poll.h>
#include <sys/socket.h>

namespace costrel::inline v1::net {

OpenConnection::OpenConnection(Loop& loop, Listener& listener, ConnectionSocket accepted,
                               const http::Peer& peer, ConnectionLimit::Place place)
    : Suspension(loop.executor()), ConnectionObserver(listener.traffic()), loop_(&loop),
      service_(listener.service()), peer_(peer), place_(std::move(place)),
      socket_(std::move(accepted)), http_(service_.limits, service_.max_body, loop.date(),
                                          std::chrono::steady_clock::now(), this, &service_.memory),
      tasks_(&loop.task_executor(), &loop.events())
{
    traffic.accepted.add();
    loop.opened(*this);
    if (loop.is_stopping())
        http_.finish(std::chrono::steady_clock::now());
}

OpenConnection::~OpenConnection()
{
    close();
    if (loop_)
        loop_->closed(*this);
}

void OpenConnection::reset() noexcept
{
    const linger at_once{1, 0};
    ::setsockopt(socket_.native_handle(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket_.close();
}

void OpenConnection::close() noexcept
{
    if (std::exchange(over_, true))
        return;
    traffic.closed.add();
    if (http_.is_within_body()) // a FIN could be taken for the end of the body
        reset();
    socket_.close();
    // What has no client any more counts among the requests that wait, or as a connection.
    if (!waits() || take_waiting_place()) {
        place_.reset();
        if (loop_)
            loop_->has_place();
    }
}

void OpenConnection::hang_up() noexcept
{
    if (is_over())
        return;
    close();
    // Whoever does this may look at the connection, or at its neighbours, once more.
    hold_back();
    tasks_.cancel();
    let_go();
}

bool OpenConnection::take_waiting_place() noexcept
{
    if (!waiting_place_)
        if (auto place = service_.waiting.take())
            waiting_place_.emplace(std::move(*place));
    return waiting_place_.has_value();
}

void OpenConnection::waits_no_longer() noexcept
{
    waiting_ = false;
    polled_ = false;
    waiting_place_.reset();
}

// Wakes the coroutine only for something to do: nearly all that waits is idle, and stays so.
template <class Change>
void OpenConnection::act(Change change) noexcept
{
    if (is_over())
        return;
    const auto before = http_.next();
    try {
        change(http_);
    } catch (const std::exception&) { // no memory for a response: then without one
        hang_up();
        return;
    }
    if (http_.next() != before)
        wake();
}

// What a cohort has received http_ does not know of yet: it is not late. Nor is a peer that has
// done its part before the loop had time to see it, because a handler or the whole process was held
// up: then the next sweep judges, when what is ready now was served. Once for each deadline, so
// that nobody is spared for long who always has something unread here.
void OpenConnection::tick(http::Connection::TimePoint now) noexcept
{
    if (is_in_cohort())
        return;
    if (polled_ && peer_has_left())
        hang_up();
    if (!is_over() && socket_.has_missed_edge())
        wake();
    const auto deadline = http_.deadline();
    if (now < deadline)
        return;
    if (std::exchange(spared_, deadline) != deadline && is_ready())
        return;
    act([now](http::Connection& http) { http.tick(now); });
}

void OpenConnection::finish(http::Connection::TimePoint now) noexcept
{
    act([now](http::Connection& http) { http.finish(now); });
}

bool OpenConnection::make_room() noexcept
{
    char byte;
    if (is_over() || is_in_cohort() || !http_.idle_since() ||
        ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
        return false;
    hang_up();
    return true;
}

void OpenConnection::refused(const http::RefusedRequest& request) noexcept
{
    service_.responder.refused(request, peer_);
}

void OpenConnection::give_up() noexcept
{
    if (waits())
        service_.responder.given_up(http_.message(), peer_);
}

void OpenConnection::wake() noexcept
{
    socket_.cancel();
}

// Whether the system has for the connection what it waits for: bytes, or room for them.
bool OpenConnection::is_ready() noexcept
{
    const bool writes = http_.next() == http::Connection::Action::write;
    pollfd peer{socket_.native_handle(), static_cast<short>(writes ? POLLOUT : POLLIN), 0};
    return ::poll(&peer, 1, 0) == 1;
}

bool OpenConnection::peer_has_left() noexcept
{
    pollfd peer{socket_.native_handle(), POLLRDHUP, 0};
    return !is_over() && ::poll(&peer, 1, 0) == 1;
}

// What waits for something of this loop knows how to be destroyed. What waits for something else
// does not, and is left as it is, for ever: whoever resumed it would find it freed.
bool OpenConnection::may_be_destroyed() const noexcept
{
    return !has_operation() && !watched_ && (!waits() || tasks_.has_waits());
}

void OpenConnection::dropped() noexcept
{
    if (may_be_destroyed())
        coroutine().destroy();
}

void OpenConnection::watch_dropped() noexcept
{
    if (std::exchange(watched_, false) && may_be_destroyed())
        coroutine().destroy();
}

} // namespace costrel::inline v1::net
