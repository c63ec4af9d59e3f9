#pragma once

#include "http/reply.hpp"
#include "net/listening/listen_error.hpp"
#include "net/server_options.hpp"

#include <costrel/detail/function.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace costrel::inline v1::net {

class ServerLoops;

// An HTTP server. A responder is called from all loops at once, and outlives the server.
//
//     Server server(application, {.port = 0});
//     server.listen();
//     std::jthread thread([&] { server.run(); });
//     ... server.port() ...
//     server.stop();
class Server {
public:
    // With that many loops, for add().
    explicit Server(unsigned threads);
    // With one application.
    Server(http::Responder& responder, ServerOptions options);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // One more application, on addresses of its own, with limits of its own; all share the loops
    // (options.threads is not looked at). Before listen().
    void add(http::Responder& responder, ServerOptions options);

    // From here on the system accepts connections, which run() then serves. Throws ListenError.
    void listen();
    // Where it listens, in the order of the options: "http://127.0.0.1:5000", …
    const std::vector<std::string>& addresses() const;
    std::uint16_t port() const;         // of the first; the one that was found when 0 was asked for
    const std::string& address() const; // the first

    // Serves, in this thread and `threads - 1` others, until stop(); calls listen() when nobody
    // did. Returns 0, or 1 when something was left behind. Once only.
    int run();
    // Whether requests were left behind that may still be resumed, and refer to the responder then.
    bool has_left_behind() const noexcept;

    // Stops accepting, answers the requests in flight, at the longest for graceful_timeout (the
    // longest of all applications), then lets run() return. From any thread, and as often as one
    // likes.
    void stop();
    // Lets run() return as soon as no handler is running or waiting, at the longest after
    // cancel_timeout. From any thread.
    void cut();

    // Reads the certificates again, for connections to come. One that is no good is rejected with a
    // line in the log, and the old one stays. Then calls what on_reload() was given. In a loop of
    // the server, whatever thread asks.
    void reload();
    // Before run().
    void on_reload(detail::Function<void()> hook);

    // SIGTERM and SIGINT stop this server, a second one cuts it, a third kills the process. SIGHUP
    // is reload(), when there is anything to reload. Call it before run().
    void stop_on_signals();

private:
    std::unique_ptr<ServerLoops> loops_; // apart, for it may have to be left behind
};

// Runs `server` until SIGTERM or SIGINT, then stops as Server::stop() does, and returns 0. Returns
// 1, with a sentence in the log, when it cannot listen. SIGPIPE and SIGXFSZ are ignored from
// here on.
int serve(Server& server);
int serve(http::Responder& responder, const ServerOptions& options);

} // namespace costrel::inline v1::net
