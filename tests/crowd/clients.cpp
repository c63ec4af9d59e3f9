#include "crowd/clients.hpp"

#include <algorithm>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::crowd {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
constexpr std::string_view endless_head = "GET / HTTP/1.1\r\nHost: localhost\r\nX: ";
constexpr std::string_view endless_body =
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";

} // namespace

Client::Client(std::uint16_t port) : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect");
    const timeval patience{60, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

Client::Client(Client&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Client& Client::operator=(Client&& other) noexcept
{
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

Client::~Client()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

bool Client::send(std::string_view bytes) const
{
    return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
}

bool Client::ask() const
{
    if (!send(request))
        return false;
    std::string answer;
    char bytes[4096];
    while (!answer.ends_with("hello")) {
        const ssize_t count = ::recv(descriptor_, bytes, sizeof bytes, 0);
        if (count <= 0)
            return false;
        answer.append(bytes, static_cast<std::size_t>(count));
    }
    return answer.starts_with("HTTP/1.1 200 ");
}

std::vector<Client> idle_clients(std::uint16_t port, std::size_t count)
{
    std::vector<Client> clients;
    clients.reserve(count);
    while (clients.size() < count) {
        clients.emplace_back(port);
        if (!clients.back().ask())
            throw std::runtime_error("connection " + std::to_string(clients.size()) +
                                     " got no answer");
    }
    return clients;
}

void send_slowly(std::uint16_t port, std::size_t count, std::chrono::milliseconds interval,
                 const std::atomic<bool>& stop)
{
    std::vector<Client> clients;
    std::vector<bool> begun(count);
    clients.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
        clients.emplace_back(port);
    while (!stop) {
        const auto next = Clock::now() + interval;
        for (std::size_t i = 0; i < count && !stop; ++i) {
            const std::string_view start = i % 2 == 0 ? endless_head : endless_body;
            if (!clients[i].send(begun[i] ? "x" : start)) {
                clients[i] = Client(port);
                begun[i] = false;
                continue;
            }
            begun[i] = true;
        }
        std::this_thread::sleep_until(next);
    }
}

std::vector<std::chrono::microseconds> ask_often(std::uint16_t port, std::size_t requests)
{
    std::vector<std::chrono::microseconds> times;
    Client kept(port);
    int kept_for = 0;
    for (std::size_t i = 0; i < requests; ++i) {
        const auto start = Clock::now();
        const bool by_its_own = i % 2 == 0;
        bool answered = false;
        if (by_its_own) {
            answered = Client(port).ask();
        } else {
            if (++kept_for == 1000) { // as many as the server answers by one connection
                kept_for = 0;
                kept = Client(port);
            }
            answered = kept.ask();
        }
        if (answered)
            times.push_back(
                std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start));
    }
    std::sort(times.begin(), times.end());
    return times;
}

} // namespace costrel::inline v1::crowd
