#pragma once

#include "http/reply.hpp"
#include "net/listen_error.hpp"
#include "net/server_options.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace costrel::net {

// An HTTP server. `responder` is called from all loops at once, and outlives the server.
//
//     Server server(application, {.port = 0});
//     server.listen();
//     std::jthread thread([&] { server.run(); });
//     ... server.port() ...
//     server.stop();
class Server {
public:
    Server(http::Responder& responder, ServerOptions options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // From here on the system accepts connections, which run() then serves. Throws ListenError.
    void listen();
    std::uint16_t port() const;         // the one that listen() found, when port 0 was asked for
    const std::string& address() const; // "http://127.0.0.1:5000"

    // Serves, in this thread and `threads - 1` others, until stop(); calls listen() when nobody
    // did. Returns 0. Once only.
    int run();

    // Stops accepting, answers the requests in flight, at the longest for graceful_timeout, then
    // lets run() return. From any thread, and as often as one likes.
    void stop();
    // Lets run() return as soon as no handler is running. From any thread.
    void cut();

    // SIGTERM and SIGINT stop this server, a second one cuts it, a third kills the process. Call it
    // before run().
    void stop_on_signals();

private:
    class Loops;
    std::unique_ptr<Loops> loops_;
};

// Serves `responder` until SIGTERM or SIGINT, then stops as Server::stop() does, and returns 0.
// Returns 1, with a sentence in the log, when it cannot listen. SIGPIPE is ignored from here on.
int serve(http::Responder& responder, const ServerOptions& options);

} // namespace costrel::net
