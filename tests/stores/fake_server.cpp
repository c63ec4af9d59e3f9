#include "stores/fake_server.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::stores {

std::string FakeServer::Connection::receive(std::size_t most) const
{
    std::string bytes(most, '\0');
    const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), 0);
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
}

std::string FakeServer::Connection::receive_all(std::size_t size) const
{
    std::string bytes;
    while (bytes.size() < size) {
        const std::string some = receive(size - bytes.size());
        if (some.empty())
            return {};
        bytes += some;
    }
    return bytes;
}

bool FakeServer::Connection::send(std::string_view bytes) const
{
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

FakeServer::FakeServer(Serve serve, const char* address, std::uint16_t port)
    : serve_(std::move(serve))
{
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &name.sin_addr);
    socklen_t size = sizeof(name);
    auto* const generic = reinterpret_cast<sockaddr*>(&name);
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 100) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
        throw std::system_error(errno, std::generic_category());
    port_ = ntohs(name.sin_port);
    accepting_ = std::jthread([this] { accept_all(); });
}

FakeServer::~FakeServer()
{
    ::shutdown(listener_, SHUT_RDWR); // which ends to accept
    accepting_.join();
    {
        const std::lock_guard lock(mutex_);
        for (const int socket : sockets_)
            ::shutdown(socket, SHUT_RDWR);
    }
    threads_.clear();
    for (const int socket : sockets_)
        ::close(socket);
    ::close(listener_);
}

void FakeServer::accept_all()
{
    for (;;) {
        const int socket = ::accept(listener_, nullptr, nullptr);
        if (socket < 0)
            return;
        ++connections;
        {
            const std::lock_guard lock(mutex_);
            sockets_.push_back(socket);
        }
        threads_.emplace_back([this, socket] {
            serve_(Connection(socket));
            ::shutdown(socket, SHUT_RDWR);
        });
    }
}

} // namespace costrel::inline v1::stores
