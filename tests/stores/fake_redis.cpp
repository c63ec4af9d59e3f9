#include "stores/fake_redis.hpp"

#include "stores/redis/resp.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::stores {

struct FakeRedis::Connection {
    explicit Connection(int accepted) : socket(accepted) {}
    Connection(Connection&& other) noexcept
        : socket(std::exchange(other.socket, -1)), reader(std::move(other.reader))
    {
    }
    Connection& operator=(Connection&& other) noexcept
    {
        std::swap(socket, other.socket);
        std::swap(reader, other.reader);
        return *this;
    }
    ~Connection()
    {
        if (socket >= 0)
            ::close(socket);
    }

    int socket;
    resp::Reader reader;
};

FakeRedis::FakeRedis(Answer answer) : answer_(std::move(answer))
{
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 100) != 0 ||
        ::getsockname(listener_, generic, &size) != 0)
        throw std::system_error(errno, std::generic_category());
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this](const std::stop_token& stop) { serve(stop); });
}

FakeRedis::~FakeRedis()
{
    thread_ = {};
    ::close(listener_);
}

std::string FakeRedis::url(const std::string& user) const
{
    return "redis://" + user + place();
}

std::string FakeRedis::place() const
{
    return "127.0.0.1:" + std::to_string(port_);
}

void FakeRedis::set_answer(Answer answer)
{
    const std::lock_guard lock(mutex_);
    answer_ = std::move(answer);
}

void FakeRedis::close_all()
{
    closing_ = true;
    while (closing_)
        std::this_thread::yield();
}

void FakeRedis::serve(const std::stop_token& stop)
{
    std::vector<Connection> all;
    while (!stop.stop_requested()) {
        if (closing_) {
            all.clear();
            closing_ = false;
        }
        std::vector<pollfd> polled{{listener_, POLLIN, 0}};
        for (const Connection& connection : all)
            polled.push_back({connection.socket, POLLIN, 0});
        if (::poll(polled.data(), polled.size(), 20) <= 0)
            continue;
        for (std::size_t i = polled.size() - 1; i > 0; --i)
            if (polled[i].revents && !serve(all[i - 1]))
                all.erase(all.begin() + static_cast<std::ptrdiff_t>(i) - 1);
        if (polled[0].revents) {
            all.emplace_back(::accept(listener_, nullptr, nullptr));
            const int on = 1;
            ::setsockopt(all.back().socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
            ++connections;
        }
    }
}

// False when the connection is to be closed.
bool FakeRedis::serve(Connection& connection)
{
    std::array<char, 64 * 1024> bytes;
    const ssize_t count = ::recv(connection.socket, bytes.data(), bytes.size(), 0);
    if (count <= 0)
        return false;
    ++receives;
    connection.reader.feed({bytes.data(), static_cast<std::size_t>(count)});
    while (const auto command = connection.reader.next()) {
        Words words;
        for (const resp::Reply& word : command->items)
            words.push_back(word.text);
        const std::lock_guard lock(mutex_);
        const auto reply = answer_(words);
        ++commands;
        if (!reply)
            return false;
        for (std::size_t at = 0; at < reply->size(); at += piece)
            ::send(connection.socket, reply->data() + at,
                   std::min(piece.load(), reply->size() - at), MSG_NOSIGNAL);
    }
    return true;
}

} // namespace costrel::inline v1::stores
