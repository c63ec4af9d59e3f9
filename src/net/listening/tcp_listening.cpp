#include "net/listening/tcp_listening.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cerrno>
#include <netinet/in.h>
#include <sys/socket.h>
#include <system_error>

namespace costrel::inline v1::net {

namespace {

using boost::system::error_code;

std::string port_problem(int error)
{
    switch (error) {
    case EADDRINUSE:
        return "the port is already in use; choose another one";
    case EACCES:
        return "ports below 1024 need a privilege; choose another one";
    case EADDRNOTAVAIL:
        return "this machine has no such address; 127.0.0.1 is for this machine only, 0.0.0.0 for "
               "all that can reach it";
    default:
        return std::generic_category().message(error);
    }
}

void require(bool done, const Tcp::endpoint& endpoint)
{
    if (!done)
        throw ListenError(to_text(endpoint), port_problem(errno));
}

bool set(const Descriptor& socket, int level, int option, int value)
{
    return ::setsockopt(socket.get(), level, option, &value, sizeof value) == 0;
}

Descriptor bind_to(const Tcp::endpoint& endpoint, bool shared)
{
    const int family = endpoint.protocol().family();
    Descriptor socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    require(socket.get() >= 0, endpoint);
    require(set(socket, SOL_SOCKET, SO_REUSEADDR, 1), endpoint);
    if (shared)
        require(set(socket, SOL_SOCKET, SO_REUSEPORT, 1), endpoint);
    if (endpoint.address().is_v6() && endpoint.address().is_unspecified())
        // "::" means both families, whatever the system's default is.
        require(set(socket, IPPROTO_IPV6, IPV6_V6ONLY, 0), endpoint);
    const auto size = static_cast<socklen_t>(endpoint.size());
    require(::bind(socket.get(), endpoint.data(), size) == 0, endpoint);
    return socket;
}

} // namespace

Tcp::endpoint resolve(const std::string& host, std::uint16_t port)
{
    error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    if (!error)
        return {address, port};

    boost::asio::io_context context;
    Tcp::resolver resolver(context);
    const auto found = resolver.resolve(
        host, std::to_string(port), Tcp::resolver::passive | Tcp::resolver::numeric_service, error);
    if (error || found.empty())
        throw ListenError(
            host + ":" + std::to_string(port),
            "this machine knows no address of that name; give an address, such as 127.0.0.1");
    const auto v4 = std::find_if(found.begin(), found.end(), [](const auto& entry) {
        return entry.endpoint().address().is_v4();
    });
    return v4 == found.end() ? found.begin()->endpoint() : v4->endpoint();
}

std::string to_text(const Tcp::endpoint& endpoint)
{
    const std::string address = endpoint.address().to_string();
    const std::string port = std::to_string(endpoint.port());
    return endpoint.address().is_v6() ? "[" + address + "]:" + port : address + ":" + port;
}

Tcp::endpoint local_endpoint(const Descriptor& socket)
{
    Tcp::endpoint endpoint;
    auto size = static_cast<socklen_t>(endpoint.capacity());
    if (::getsockname(socket.get(), endpoint.data(), &size) == 0)
        endpoint.resize(size);
    return endpoint;
}

std::vector<Descriptor> listen_at(Tcp::endpoint endpoint, std::size_t count)
{
    const bool shared = count > 1;
    if (shared && endpoint.port() != 0)
        bind_to(endpoint, false);
    std::vector<Descriptor> sockets;
    for (std::size_t i = 0; i < count; ++i) {
        Descriptor socket = bind_to(endpoint, shared);
        require(::listen(socket.get(), SOMAXCONN) == 0, endpoint);
        endpoint = local_endpoint(socket); // with port 0: the others share the first one's
        sockets.push_back(std::move(socket));
    }
    return sockets;
}

} // namespace costrel::inline v1::net
