#pragma once

#include "descriptor.hpp"
#include "net/listening/listen_error.hpp"
#include "net/socket.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace costrel::inline v1::net {

// The address that `host` stands for: itself when it is one, else the first that the resolver
// gives, IPv4 before IPv6, so that "localhost" is 127.0.0.1 as in Flask. Throws ListenError.
Tcp::endpoint resolve(const std::string& host, std::uint16_t port);

// "127.0.0.1:5000", "[::1]:5000"
std::string to_text(const Tcp::endpoint& endpoint);

// The endpoint that a TCP socket is bound to.
Tcp::endpoint local_endpoint(const Descriptor& socket);

// `count` sockets that listen at `endpoint`; port 0 becomes one that is free. Several share it by
// SO_REUSEPORT, and the system shares connections out. Throws ListenError when somebody listens
// there already, this user's other processes included: SO_REUSEPORT alone would let a second server
// in without a word, and each would get half of the connections.
std::vector<Descriptor> listen_at(Tcp::endpoint endpoint, std::size_t count);

} // namespace costrel::inline v1::net
