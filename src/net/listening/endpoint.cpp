#include "net/listening/endpoint.hpp"

#include "log/log.hpp"
#include "net/listening/bind_address.hpp"
#include "net/listening/tcp_listening.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/un.h>
#include <system_error>
#include <utility>

namespace costrel::inline v1::net {

namespace {

// The same socket once for each loop: the loops take turns at accepting.
std::vector<Descriptor> share(Descriptor socket, std::size_t loops)
{
    std::vector<Descriptor> sockets;
    sockets.push_back(std::move(socket));
    while (sockets.size() < loops) {
        sockets.emplace_back(::fcntl(sockets.front().get(), F_DUPFD_CLOEXEC, 0));
        if (sockets.back().get() < 0)
            throw ListenError("a shared socket", std::generic_category().message(errno));
    }
    return sockets;
}

Endpoint tcp_endpoint(const BindAddress& bind, std::size_t loops)
{
    Endpoint endpoint;
    endpoint.sockets = listen_at(resolve(bind.host, bind.port), loops);
    const Tcp::endpoint bound = local_endpoint(endpoint.sockets.front());
    endpoint.port = bound.port();
    endpoint.address = to_text(bound);
    return endpoint;
}

Endpoint unix_endpoint(const BindAddress& bind, std::size_t loops)
{
    Endpoint endpoint;
    endpoint.local.emplace(bind.path, bind.mode);
    endpoint.sockets = share(endpoint.local->take_socket(), loops);
    endpoint.address = "unix:" + bind.path;
    return endpoint;
}

Endpoint passed_endpoint(Descriptor socket, std::size_t loops)
{
    Endpoint endpoint;
    endpoint.is_inherited = true;
    sockaddr_un bound{};
    socklen_t size = sizeof bound;
    ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&bound), &size);
    if (bound.sun_family == AF_UNIX) {
        const std::size_t longest = sizeof bound.sun_path;
        endpoint.address =
            "unix:" + std::string(bound.sun_path, ::strnlen(bound.sun_path, longest));
    } else {
        const Tcp::endpoint tcp = local_endpoint(socket);
        endpoint.port = tcp.port();
        endpoint.address = to_text(tcp);
    }
    endpoint.sockets = share(std::move(socket), loops);
    return endpoint;
}

// What says nothing of it speaks TLS when there is a certificate; but not to a proxy that sits on
// the same machine.
bool speaks_tls(const Endpoint& endpoint, const BindAddress& bind, bool has_certificate)
{
    switch (bind.security) {
    case BindAddress::Security::plain:
        return false;
    case BindAddress::Security::tls:
        if (!has_certificate)
            throw ListenError(endpoint.address,
                              "it says \"tls\", and there is no certificate; set cert and key");
        return true;
    case BindAddress::Security::unsaid:
        break;
    }
    return has_certificate && !endpoint.address.starts_with("unix:");
}

std::vector<BindAddress> binds_of(const ServerOptions& options)
{
    std::vector<BindAddress> binds;
    for (const std::string& text : options.bind)
        binds.push_back(BindAddress::parse(text));
    if (binds.empty()) {
        binds.emplace_back();
        binds.back().host = options.host;
        binds.back().port = options.port;
    }
    return binds;
}

} // namespace

std::vector<Endpoint> open_endpoints(const ServerOptions& options, std::size_t loops,
                                     PassedSockets& passed)
{
    const bool has_certificate = !options.certificates().empty();
    std::vector<Endpoint> endpoints;
    for (const BindAddress& bind : binds_of(options)) {
        std::vector<Endpoint> opened;
        switch (bind.kind) {
        case BindAddress::Kind::tcp:
            opened.push_back(tcp_endpoint(bind, loops));
            break;
        case BindAddress::Kind::local:
            opened.push_back(unix_endpoint(bind, loops));
            break;
        case BindAddress::Kind::systemd:
            for (Descriptor& socket : passed.take(bind.name))
                opened.push_back(passed_endpoint(std::move(socket), loops));
            break;
        }
        for (Endpoint& endpoint : opened) {
            endpoint.tls = speaks_tls(endpoint, bind, has_certificate);
            endpoint.address.insert(0, endpoint.tls ? "https://" : "http://");
            endpoints.push_back(std::move(endpoint));
        }
    }
    const bool any_tls = std::any_of(endpoints.begin(), endpoints.end(),
                                     [](const Endpoint& endpoint) { return endpoint.tls; });
    if (has_certificate && !any_tls)
        log::warning({"there is a certificate, and no address speaks TLS: say \"tls\" after one"});
    return endpoints;
}

} // namespace costrel::inline v1::net
