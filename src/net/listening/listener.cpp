#include "net/listening/listener.hpp"

#include "log/log.hpp"
#include "net/connection_loop.hpp"
#include "net/listening/syn_filter.hpp"
#include "net/loop.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <new>
#include <sys/socket.h>
#include <utility>

namespace costrel::inline v1::net {

namespace {

using boost::system::error_code;
using std::chrono::steady_clock;

// A handshake that has begun takes one more trip from the client to here.
constexpr std::chrono::milliseconds handshake_time{200};

// The family of a socket's address, which is all that Asio needs to know of it.
Protocol protocol_of(int socket)
{
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
    return {address.ss_family, 0};
}

std::string address_text(const sockaddr_storage& from, socklen_t size)
{
    if (from.ss_family == AF_UNIX)
        return "unix:"; // as nginx names the peers of a Unix socket, which have no address
    Tcp::endpoint endpoint;
    std::memcpy(endpoint.data(), &from, std::min<std::size_t>(size, endpoint.capacity()));
    const auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) // a socket that serves both families
        return make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

// For the connections that come by the socket: on Linux they inherit it. How fast a client reads is
// seen when the socket takes more bytes: without a bound on those that wait unsent that is when a
// third of its buffer is free, which may be megabytes, and a steady reader seems to have stopped.
void set_for_connections(int socket) noexcept
{
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const int most_unsent = 128 * 1024;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &most_unsent, sizeof most_unsent);
}

} // namespace

Listener::Listener(Loop& loop, Service& service, Listening listening,
                   std::shared_ptr<const TlsContext> tls)
    : loop_(loop), service_(service),
      traffic_(service.status ? service.status->add_loop() : unread_traffic_),
      acceptor_(loop.executor()), is_inherited_(listening.is_inherited), tls_(std::move(tls))
{
    const Protocol protocol = protocol_of(listening.socket.get());
    acceptor_.assign(protocol, listening.socket.get());
    listening.socket.release();
    if (protocol.family() != AF_UNIX)
        set_for_connections(acceptor_.native_handle());
}

// What Asio calls when somebody connects. It owns the memory of the wait too: Asio may drop it when
// the listener is no more.
class Listener::Incoming {
public:
    using allocator_type = OperationAllocator<std::byte>;

    explicit Incoming(Listener& listener) : listener_(&listener), memory_(listener.memory_) {}
    Incoming(const Incoming&) = default; // what is moved from would have no memory

    allocator_type get_allocator() const noexcept { return allocator_type(*memory_); }
    void operator()(error_code error)
    {
        if (!error && !listener_->is_closed())
            listener_->accept_waiting();
    }

private:
    Listener* listener_;
    std::shared_ptr<OperationMemory> memory_;
};

void Listener::start()
{
    acceptor_.async_wait(Acceptor::wait_read, Incoming(*this));
}

void Listener::finish()
{
    finishing_ = true;
    if (is_inherited_) {
        close();
        return;
    }
    const int socket = acceptor_.native_handle();
    const auto now = steady_clock::now();
    close_at_ = now;
    if (protocol_of(socket).family() == AF_UNIX)
        ::shutdown(socket, SHUT_RD); // what waits can still be accepted, and nobody comes after it
    else if (attach_syn_filter(socket))
        close_at_ += handshake_time;
    sweep(now);
}

void Listener::sweep(steady_clock::time_point now)
{
    if (!finishing_) {
        resume();
        return;
    }
    if (is_closed() || now < close_at_)
        return;
    paused_ = false;
    while (accept_one()) {
    }
    if (!paused_)
        close();
}

void Listener::close() noexcept
{
    error_code ignored;
    acceptor_.close(ignored);
    paused_ = false;
}

void Listener::resume()
{
    if (std::exchange(paused_, false))
        start();
}

// Anybody can cause one: a line a second is enough.
void Listener::handshake_failed(std::string_view address, std::string_view why) noexcept
{
    if (handshake_log_.pass(steady_clock::now()))
        log::info({"TLS handshake with ", address, " failed: ", why});
}

void Listener::accept_waiting()
{
    constexpr int connections_a_turn = 16; // then those that are open have one
    for (int i = 0; i < connections_a_turn; ++i)
        if (!accept_one())
            break;
    if (!paused_ && !is_closed())
        start();
    loop_.keep_sweeping();
}

// Whether it is worth trying for another one.
bool Listener::accept_one()
{
    auto place = service_.connections.take();
    if (!place && loop_.make_room(service_))
        place = service_.connections.take();
    service_.connections.set_wanted(!place);
    if (!place) {
        paused_ = true;
        if (limit_log_.pass(steady_clock::now()))
            log::warning({service_.connections.limit(),
                          " connections are open, the most that are allowed; more have to wait"});
        return false;
    }

    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const int descriptor = ::accept4(acceptor_.native_handle(), reinterpret_cast<sockaddr*>(&from),
                                     &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor < 0)
        return accept_failed(errno);

    Descriptor accepted(descriptor);
    try {
        ConnectionSocket socket(loop_.executor(), std::move(accepted));
        loop_.about_to_open();
        serve_connection(loop_, *this, std::move(socket), address_text(from, size),
                         std::move(*place));
    } catch (const boost::system::system_error& error) {
        return accept_failed(error.code().value());
    } catch (const std::bad_alloc&) {
        return accept_failed(ENOMEM);
    }
    return true;
}

// Whether it is worth trying for another one after this error.
bool Listener::accept_failed(int error)
{
    switch (error) {
    case EAGAIN:
    case EINVAL: // a Unix socket that another loop has begun to close
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
        paused_ = true;
        if (error_log_.pass(steady_clock::now())) {
            char words[64]; // a std::string may find no memory
            log::error({"cannot accept a connection: ", ::strerror_r(error, words, sizeof words),
                        "; trying again in ", retry_interval.count(), " ms"});
        }
        return false;
    }
}

} // namespace costrel::inline v1::net
