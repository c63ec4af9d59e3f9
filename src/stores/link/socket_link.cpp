#include "stores/link/socket_link.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

using Code = StoreError::Code;
using detail::Direction;

} // namespace

SocketLink::SocketLink(std::string server, Addresses addresses)
    : server_(std::move(server)), addresses_(std::move(addresses))
{
}

void SocketLink::disconnect() noexcept
{
    if (socket_ >= 0)
        ::close(std::exchange(socket_, -1));
    is_connected_ = false;
    out_.clear();
    sent_ = 0;
}

void SocketLink::close() noexcept
{
    disconnect();
    reset();
}

void SocketLink::open()
{
    untried_ = addresses_.now();
    // One that swallows what it is sent is the last to be tried, or nobody would come to the next.
    const auto late = std::ranges::find_if(
        untried_, [this](const Address& address) { return late_ && address == *late_; });
    if (late != untried_.end())
        std::rotate(untried_.begin(), late + 1, untried_.end());
    if (!connect_to_next())
        fail({Code::unavailable, "no connection to " + server_});
}

void SocketLink::opening_is_late() noexcept
{
    late_ = tried_;
    renew_addresses(); // whose server moved does not refuse a connection
}

void SocketLink::leave() noexcept
{
    if (retire())
        renew_addresses();
}

void SocketLink::renew_addresses() noexcept
{
    try {
        addresses_.renew();
    } catch (const std::exception&) { // no memory: the next time
    }
}

// Begins to connect to the first address that is left. False when none is.
bool SocketLink::connect_to_next()
{
    while (!untried_.empty()) {
        const Address address = untried_.front();
        untried_.erase(untried_.begin());
        tried_ = address;
        about_to_close();
        close();
        socket_ =
            ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (socket_ < 0)
            continue;
        const int on = 1; // of TCP alone
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address.storage), address.size) ==
                0 ||
            errno == EINPROGRESS)
            return true;
    }
    renew_addresses();
    return false;
}

Direction SocketLink::go_on_opening()
{
    while (!is_connected_) {
        pollfd polled{socket_, POLLOUT, 0};
        if (::poll(&polled, 1, 0) == 0)
            return Direction::writing;
        int error = 0;
        socklen_t size = sizeof(error);
        if (::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) {
            is_connected_ = true;
            connected();
        } else if (!connect_to_next()) {
            fail({Code::unavailable, "no connection to " + server_});
            return Direction::none;
        }
    }
    return state() == State::opening ? transfer() : Direction::none;
}

Direction SocketLink::transfer()
{
    // What is replied may open the connection, and the next step sends the rest; or may have to be
    // said something to at once.
    if (!send_some() || !receive_some() || !send_some())
        return Direction::none;
    return out_.empty() ? Direction::reading : Direction::both;
}

// False when the connection failed.
bool SocketLink::send_some()
{
    if (!about_to_send())
        return false;
    while (sent_ < out_.size()) {
        const ssize_t count =
            ::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            return true;
        if (count < 0) {
            fail({Code::broken, "the connection to " + server_ + " broke"});
            return false;
        }
        sent_ += static_cast<std::size_t>(count);
    }
    out_.clear();
    sent_ = 0;
    return true;
}

void SocketLink::send_last() noexcept
{
    (void)::send(socket_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
}

bool SocketLink::receive_some()
{
    std::array<char, 16 * 1024> bytes;
    for (int piece = 0; piece < most_pieces; ++piece) {
        const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0 && errno == EAGAIN)
            return true;
        if (count <= 0) {
            fail({state() == State::open ? Code::broken : Code::unavailable,
                  server_ + " closed the connection"});
            return false;
        }
        if (!take({bytes.data(), static_cast<std::size_t>(count)}))
            return false;
        // What fills less is all there was.
        if (static_cast<std::size_t>(count) < bytes.size())
            return true;
    }
    return true;
}

bool SocketLink::is_alive() noexcept
{
    char byte;
    const ssize_t count = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EINTR);
}

} // namespace costrel::inline v1::stores
