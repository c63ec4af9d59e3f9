#pragma once

#include "http/server_status.hpp"

#include <costrel/limits.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace costrel::net {

struct ServerOptions {
    std::string host = "127.0.0.1"; // an address, or a name that resolves to one
    std::uint16_t port = 5000;      // 0: any free one
    unsigned threads = 1;           // loops, each with an acceptor of its own (SO_REUSEPORT)
    Limits limits = {};
    std::size_t max_body = 1024 * 1024;   // bytes of a request's body
    http::ServerStatus* status = nullptr; // where it tells of itself; must outlive the server
    // Called with the server's address, such as "http://127.0.0.1:5000", once it listens there.
    std::function<void(const std::string& address)> on_listening = {};
};

} // namespace costrel::net
