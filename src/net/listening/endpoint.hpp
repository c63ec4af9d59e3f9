#pragma once

#include "descriptor.hpp"
#include "net/listening/passed_sockets.hpp"
#include "net/listening/unix_listening.hpp"
#include "net/server_options.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace costrel::inline v1::net {

// A place where a server listens: one socket for each of its loops.
struct Endpoint {
    std::string address;    // "http://127.0.0.1:5000", "http://unix:/run/app.sock"
    std::uint16_t port = 0; // of TCP
    bool tls = false;
    bool is_inherited = false; // passed by another process, which has it as well
    std::vector<Descriptor> sockets;
    std::optional<UnixListening> local; // the file of a Unix socket
};

// Opens all that `options` name, for `loops` loops. Throws ListenError.
std::vector<Endpoint> open_endpoints(const ServerOptions& options, std::size_t loops,
                                     PassedSockets& passed);

} // namespace costrel::inline v1::net
