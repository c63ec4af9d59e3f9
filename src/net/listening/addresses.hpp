#pragma once

#include "net/listening/endpoint.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace costrel::inline v1::net {

// Where a server listens, and the files of its Unix sockets.
class Addresses {
public:
    // Takes over all of `endpoint` but its sockets.
    void add(Endpoint& endpoint);

    bool empty() const noexcept { return texts_.empty(); }
    // "http://127.0.0.1:5000", …
    const std::vector<std::string>& texts() const noexcept { return texts_; }
    std::uint16_t port() const noexcept { return port_; } // of the first one

    // A client that comes now finds no socket, not a dead one.
    void remove_files() noexcept;

private:
    std::vector<std::string> texts_;
    std::vector<UnixListening> files_;
    std::uint16_t port_ = 0;
};

} // namespace costrel::inline v1::net
