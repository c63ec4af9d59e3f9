#include "net/open_connection.hpp"

#include "net/listening/listener.hpp"
#include "net/loop.hpp"

#include <exception>

namespace costrel::net {

OpenConnection::OpenConnection(Loop& loop, Listener& listener, Socket accepted,
                               const http::Peer& peer, ConnectionLimit::Place place)
    : ConnectionObserver(listener.traffic()), loop_(loop), responder_(listener.service().responder),
      peer_(peer), place_(std::move(place)), socket_(std::move(accepted)),
      http_(listener.service().limits, listener.service().max_body, loop.date(),
            std::chrono::steady_clock::now(), this)
{
    traffic.accepted.add();
    loop_.opened(*this);
}

OpenConnection::~OpenConnection()
{
    if (http_.is_within_body())
        reset();
    traffic.closed.add();
    loop_.closed(*this);
}

void OpenConnection::reset() noexcept
{
    boost::system::error_code ignored;
    socket_.set_option(Socket::linger(true, 0), ignored);
    socket_.close(ignored); // the destructor would take the option back first
}

// Wakes the coroutine only for something to do: nearly all that waits is idle, and stays so.
template <class Change>
void OpenConnection::act(Change change) noexcept
{
    const auto before = http_.next();
    try {
        change(http_);
    } catch (const std::exception&) { // no memory for an answer: then without one
        cut_ = true;
    }
    if (cut_ || http_.next() != before)
        wake();
}

void OpenConnection::tick(http::Connection::TimePoint now) noexcept
{
    if (now >= http_.deadline())
        act([now](http::Connection& http) { http.tick(now); });
}

void OpenConnection::finish(http::Connection::TimePoint now) noexcept
{
    act([now](http::Connection& http) { http.finish(now); });
}

void OpenConnection::cut() noexcept
{
    cut_ = true;
    wake();
}

void OpenConnection::refused(const http::RefusedRequest& request) noexcept
{
    responder_.refused(request, peer_);
}

void OpenConnection::wake() noexcept
{
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

} // namespace costrel::net
