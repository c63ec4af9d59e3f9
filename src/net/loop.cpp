#include "net/loop.hpp"

#include "net/connection_loop.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <new>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace costrel::net {

namespace {

using boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds sweep_interval{100};

std::string address_text(const Tcp::endpoint& endpoint)
{
    const auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) // a socket that serves both families
        return make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

} // namespace

Loop::Loop(http::Responder& responder, const ServerOptions& options, ConnectionLimit& limit,
           std::function<void()> on_drained)
    : responder_(responder), options_(options), limit_(limit),
      traffic_(options.status ? options.status->add_loop() : unread_traffic_),
      on_drained_(std::move(on_drained))
{
}

void Loop::accept_from(Acceptor acceptor)
{
    acceptor_ = std::move(acceptor);
    error_code ignored;
    acceptor_.non_blocking(true, ignored);
    wait_for_connections();
}

void Loop::stop()
{
    boost::asio::post(context_, [this] {
        if (std::exchange(stopping_, true))
            return;
        error_code ignored;
        acceptor_.close(ignored);
        const auto now = steady_clock::now();
        cut_at_ = now + options_.limits.graceful_timeout;
        for (OpenConnection& connection : connections_)
            connection.finish(now);
        if (connections_.empty())
            on_drained_();
    });
}

void Loop::cut()
{
    stop();
    boost::asio::post(context_, [this] {
        cut_at_ = TimePoint::max();
        for (OpenConnection& connection : connections_)
            connection.cut();
        tasks_.cancel();
    });
}

void Loop::release()
{
    boost::asio::post(context_, [this] {
        work_.reset();
        sweep_timer_.cancel();
    });
}

void Loop::opened(OpenConnection& connection) noexcept
{
    traffic_.accepted.add();
    connections_.push_back(connection);
}

void Loop::closed(OpenConnection& connection) noexcept
{
    traffic_.closed.add();
    connections_.erase(connections_.iterator_to(connection));
    if (stopping_ && connections_.empty())
        on_drained_();
    else if (std::exchange(accepting_paused_, false))
        wait_for_connections();
}

void Loop::wait_for_connections()
{
    acceptor_.async_wait(Acceptor::wait_read, [this](error_code error) {
        if (!error && !stopping_)
            accept_waiting();
    });
}

void Loop::accept_waiting()
{
    constexpr int connections_a_turn = 16; // then those that are open have one
    for (int i = 0; i < connections_a_turn; ++i)
        if (!accept_one())
            break;
    if (!accepting_paused_)
        wait_for_connections();
    keep_sweeping();
}

// Whether it is worth trying for another one.
bool Loop::accept_one()
{
    auto place = limit_.take();
    if (!place) {
        // Tried again when one of this loop's connections closes, and at each sweep for those of
        // the other loops.
        accepting_paused_ = true;
        if (limit_log_.pass(steady_clock::now()))
            spdlog::warn("{} connections are open, the most that are allowed; more have to wait",
                         limit_.limit());
        return false;
    }

    Tcp::endpoint peer;
    auto size = static_cast<socklen_t>(peer.capacity());
    const int descriptor =
        ::accept4(acceptor_.native_handle(), peer.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0)
        return accept_failed(errno);
    peer.resize(size);

    Socket socket(context_);
    error_code error;
    socket.assign(peer.protocol(), descriptor, error);
    if (error) {
        ::close(descriptor);
        return accept_failed(error.value());
    }
    socket.set_option(Tcp::no_delay(true), error); // a matter of speed only
    if (!sweeping_)
        date_.refresh(std::chrono::system_clock::now());
    try {
        serve_connection(*this, std::move(socket), address_text(peer), std::move(*place));
    } catch (const std::bad_alloc&) {
        return accept_failed(ENOMEM);
    }
    return true;
}

// Whether it is worth trying for another one after this error.
bool Loop::accept_failed(int error)
{
    switch (error) {
    case EAGAIN:
        return false;
    // What went wrong with that one connection before it was accepted (accept(2)).
    case ECONNABORTED:
    case EINTR:
    case EPROTO:
    case ENETDOWN:
    case ENOPROTOOPT:
    case EHOSTDOWN:
    case ENONET:
    case EHOSTUNREACH:
    case EOPNOTSUPP:
    case ENETUNREACH:
    case EPERM:
        return true;
    // Of descriptors or memory there is none left: trying at once again would only spin.
    default:
        accepting_paused_ = true;
        if (error_log_.pass(steady_clock::now()))
            spdlog::error("cannot accept a connection: {}; trying again in {} ms",
                          std::generic_category().message(error), sweep_interval.count());
        return false;
    }
}

void Loop::keep_sweeping()
{
    const bool needed = !connections_.empty() || accepting_paused_;
    if (sweeping_ || !needed)
        return;
    sweeping_ = true;
    sweep_timer_.expires_after(sweep_interval);
    sweep_timer_.async_wait([this](error_code error) {
        sweeping_ = false;
        if (!error)
            sweep();
    });
}

void Loop::sweep()
{
    const auto now = steady_clock::now();
    date_.refresh(std::chrono::system_clock::now());
    if (std::exchange(accepting_paused_, false))
        wait_for_connections();
    if (now >= cut_at_) {
        spdlog::warn("{} connections did not end within {} ms and are cut", connections_.size(),
                     options_.limits.graceful_timeout.count());
        cut();
    }
    for (OpenConnection& connection : connections_)
        connection.tick(now);
    keep_sweeping();
}

} // namespace costrel::net
