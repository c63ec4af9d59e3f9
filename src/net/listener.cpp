#include "net/listener.hpp"

#include <boost/asio/ip/v6_only.hpp>

#include <algorithm>
#include <fcntl.h>

namespace costrel::net {

namespace {

using boost::system::error_code;

std::string reason(const error_code& error)
{
    namespace errc = boost::system::errc;
    if (error == errc::address_in_use)
        return "the port is already in use; choose another one";
    if (error == errc::permission_denied)
        return "ports below 1024 need a privilege; choose another one";
    if (error == errc::address_not_available)
        return "this machine has no such address; 127.0.0.1 is for this machine only, 0.0.0.0 for "
               "all that can reach it";
    return error.message();
}

[[noreturn]] void refuse(const std::string& where, const std::string& why)
{
    throw ListenError("cannot listen on " + where + ": " + why);
}

void require(const error_code& error, const Tcp::endpoint& endpoint)
{
    if (error)
        refuse(to_text(endpoint), reason(error));
}

Acceptor bind_to(boost::asio::io_context& context, const Tcp::endpoint& endpoint, Sharing sharing)
{
    error_code error;
    Acceptor acceptor(context);
    acceptor.open(endpoint.protocol(), error);
    require(error, endpoint);
    ::fcntl(acceptor.native_handle(), F_SETFD, FD_CLOEXEC);
    acceptor.set_option(Acceptor::reuse_address(true), error);
    require(error, endpoint);
    if (sharing == Sharing::port) {
        using ReusePort = boost::asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
        acceptor.set_option(ReusePort(true), error);
        require(error, endpoint);
    }
    if (endpoint.address().is_v6() && endpoint.address().is_unspecified()) {
        // "::" means both families, whatever the system's default is.
        acceptor.set_option(boost::asio::ip::v6_only(false), error);
        require(error, endpoint);
    }
    acceptor.bind(endpoint, error);
    require(error, endpoint);
    return acceptor;
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
        refuse(host + ":" + std::to_string(port),
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

Acceptor listen_at(boost::asio::io_context& context, const Tcp::endpoint& endpoint, Sharing sharing)
{
    Acceptor acceptor = bind_to(context, endpoint, sharing);
    error_code error;
    acceptor.listen(Acceptor::max_listen_connections, error);
    require(error, endpoint);
    return acceptor;
}

void require_free(const Tcp::endpoint& endpoint)
{
    boost::asio::io_context context;
    bind_to(context, endpoint, Sharing::alone);
}

} // namespace costrel::net
