#pragma once

#include "http/reply.hpp"
#include "net/server.hpp"

#include <cstdint>
#include <thread>

namespace costrel::inline v1::wire {

// A server in a thread of its own, on a port that was free, until the end of its scope.
class RunningServer {
public:
    explicit RunningServer(http::Responder& responder, Limits limits = {}, unsigned threads = 1);
    RunningServer(http::Responder& responder, net::ServerOptions options);
    ~RunningServer();

    std::uint16_t port() const { return server_.port(); }
    net::Server& operator*() noexcept { return server_; }
    net::Server* operator->() noexcept { return &server_; }
    // Waits until run() has returned, and gives what it returned.
    int join();

private:
    net::Server server_;
    int result_ = -1;
    std::thread thread_;
};

} // namespace costrel::inline v1::wire
