#pragma once

#include "http/server_status.hpp"
#include "net/tls/tls_files.hpp"

#include <costrel/limits.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace costrel::inline v1::net {

struct ServerOptions {
    std::string host = "127.0.0.1"; // an address, or a name that resolves to one
    std::uint16_t port = 5000;      // 0: any free one
    // Where to listen instead of host and port, each as BindAddress reads it.
    std::vector<std::string> bind = {};
    // For addresses of TCP that do not say "plain", and for those that say "tls".
    TlsFiles tls = {};
    std::vector<TlsFiles> more_tls = {}; // for clients that ask for another server's name

    // All of them; none without TLS.
    std::vector<TlsFiles> certificates() const
    {
        std::vector<TlsFiles> all;
        if (!tls.cert.empty())
            all.push_back(tls);
        all.insert(all.end(), more_tls.begin(), more_tls.end());
        return all;
    }
    unsigned threads = 1; // loops, each with listening sockets of its own
    Limits limits = {};
    std::size_t max_body = 1024 * 1024;   // bytes of a request's body
    http::ServerStatus* status = nullptr; // where it tells of itself; must outlive the server
    // Called with each address, such as "http://127.0.0.1:5000", once the server listens there.
    std::function<void(const std::string& address)> on_listening = {};
};

} // namespace costrel::inline v1::net
