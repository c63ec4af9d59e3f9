#pragma once

#include "net/listen_error.hpp"
#include "net/socket.hpp"

#include <cstdint>
#include <string>

namespace costrel::net {

// The address that `host` stands for: itself when it is one, else the first that the resolver
// gives, IPv4 before IPv6, so that "localhost" is 127.0.0.1 as in Flask. Throws ListenError.
Tcp::endpoint resolve(const std::string& host, std::uint16_t port);

// "127.0.0.1:5000", "[::1]:5000"
std::string to_text(const Tcp::endpoint& endpoint);

enum class Sharing : bool { alone, port }; // port: other loops of this process listen there too

// A socket that listens at `endpoint`. Throws ListenError.
Acceptor listen_at(boost::asio::io_context& context, const Tcp::endpoint& endpoint,
                   Sharing sharing);

// Throws ListenError when somebody listens at `endpoint` already. SO_REUSEPORT alone would let a
// second server of the same user in without a word, and each would get half of the connections.
void require_free(const Tcp::endpoint& endpoint);

} // namespace costrel::net
