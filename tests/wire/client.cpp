#include "wire/client.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace costrel::inline v1::wire {

namespace {

void require(bool condition, const char* what)
{
    if (!condition)
        throw std::system_error(errno, std::generic_category(), what);
}

} // namespace

std::optional<std::string> Answer::field(std::string_view name) const
{
    const std::string line = "\r\n" + std::string(name) + ": ";
    const auto at = head.find(line);
    if (at == std::string::npos)
        return std::nullopt;
    const auto start = at + line.size();
    return head.substr(start, head.find("\r\n", start) - start);
}

Client::Client(std::uint16_t port, int receive_buffer)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    require(descriptor_ >= 0, "socket");
    if (receive_buffer != 0)
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool connected =
        ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    require(connected, "connect");
    const timeval longest{patience.count() / 1000, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
}

Client::Client(const std::string& path)
    : descriptor_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    require(descriptor_ >= 0, "socket");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const bool connected =
        ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    require(connected, "connect");
}

Client::~Client()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

bool Client::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Client::send_with_fin(std::string_view bytes)
{
    const bool sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_MORE) ==
                      static_cast<ssize_t>(bytes.size());
    send_fin();
    return sent;
}

void Client::send_fin()
{
    ::shutdown(descriptor_, SHUT_WR);
}

void Client::reset()
{
    const linger now{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(descriptor_);
    descriptor_ = -1;
}

bool Client::wait_readable(std::chrono::milliseconds longest) const
{
    pollfd descriptor{descriptor_, POLLIN, 0};
    return ::poll(&descriptor, 1, static_cast<int>(longest.count())) > 0;
}

bool Client::fill()
{
    if (end_ != End::open)
        return false;
    if (!wait_readable(patience))
        throw std::runtime_error("the server neither answers nor closes the connection");
    char bytes[65536];
    const ssize_t received = ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (received > 0)
        buffer_.append(bytes, static_cast<std::size_t>(received));
    else
        end_ = received == 0 ? End::fin : End::reset;
    return received > 0;
}

std::optional<Answer> Client::read_answer(bool of_head)
{
    Answer answer;
    std::size_t head_size = 0;
    while ((head_size = buffer_.find("\r\n\r\n")) == std::string::npos)
        if (!fill())
            return std::nullopt;
    head_size += 4;
    answer.head = buffer_.substr(0, head_size);
    buffer_.erase(0, head_size);
    answer.status = std::stoi(answer.head.substr(9, 3));

    const bool bodiless =
        of_head || answer.status < 200 || answer.status == 204 || answer.status == 304;
    const auto length = answer.field("Content-Length");
    const std::size_t body_size = bodiless || !length ? 0 : std::stoul(*length);
    while (buffer_.size() < body_size)
        if (!fill())
            return std::nullopt;
    answer.body = buffer_.substr(0, body_size);
    buffer_.erase(0, body_size);
    return answer;
}

int Client::read_status()
{
    const auto answer = read_answer();
    return answer ? answer->status : 0;
}

std::string Client::read_some(std::size_t at_most)
{
    if (buffer_.empty())
        fill();
    std::string some = buffer_.substr(0, at_most);
    buffer_.erase(0, some.size());
    return some;
}

std::string Client::read_to_end()
{
    while (fill()) {
    }
    return std::exchange(buffer_, {});
}

End Client::wait_for_end(std::chrono::milliseconds longest)
{
    const auto deadline = std::chrono::steady_clock::now() + longest;
    while (end_ == End::open) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now());
        if (left.count() <= 0 || !wait_readable(left))
            break;
        fill();
    }
    buffer_.clear();
    return end_;
}

bool Client::is_reset_unread() const
{
    pollfd descriptor{descriptor_, 0, 0};
    return ::poll(&descriptor, 1, static_cast<int>(patience.count())) > 0 &&
           (descriptor.revents & POLLERR) != 0;
}

bool Client::stays_silent(std::chrono::milliseconds time)
{
    return buffer_.empty() && end_ == End::open && !wait_readable(time);
}

unsigned Client::segments() const
{
    tcp_info info{};
    socklen_t size = sizeof info;
    require(::getsockopt(descriptor_, IPPROTO_TCP, TCP_INFO, &info, &size) == 0, "TCP_INFO");
    return info.tcpi_data_segs_in;
}

std::string get(std::string_view target, std::string_view more)
{
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more) +
           "\r\n";
}

std::string post(std::string_view target, std::string_view body, std::string_view more)
{
    return "POST " + std::string(target) +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + std::string(more) + "\r\n" + std::string(body);
}

void expect_answers(std::uint16_t port, int count)
{
    Client client(port);
    for (int i = 0; i < count; ++i) {
        client.send(get("/"));
        ASSERT_EQ(client.read_status(), 200) << i;
    }
}

} // namespace costrel::inline v1::wire
