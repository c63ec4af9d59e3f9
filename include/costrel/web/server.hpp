#pragma once

#include <costrel/detail/function.hpp>
#include <costrel/detail/pimpl.hpp>
#include <costrel/web/app.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Several applications in one process, each on addresses of its own. They share the event loops;
/// limits, sessions and counters are each application's own.
///
///     Server server;
///     server.add(site, {.bind = {"0.0.0.0:443"}, .cert = "site.pem", .key = "site.key"});
///     server.add(admin, {.bind = {"unix:/run/admin.sock mode=600"}});
///     return server.run();
///
/// App::run() is this with one application.
class Server {
public:
    /// `threads`: event loops, each with a thread; 0: one for each core.
    explicit Server(unsigned threads = 1);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    /// Serves `app`, which must outlive the server, where `options` say; their `threads` are
    /// ignored. Call it before run(). Where the applications together may have more connections
    /// than the process's descriptors allow, each gets a share in proportion to its
    /// `limits.max_connections`.
    void add(App& app, RunOptions options = {});

    /// Calls `f()` at each SIGHUP, in the thread of run(), between two events: to open a log file
    /// again, say. It must not wait. Call it before run().
    template <class F>
    void on_reload(F f)
    {
        add_reload_hook(std::move(f));
    }

    /// Serves until SIGTERM, SIGINT or stop(): then accepts no more, lets the requests in flight
    /// end, and returns 0. Whatever has not ended after `limits.graceful_timeout` (the longest of
    /// all applications), or at a second signal, is cut. SIGHUP reads the certificates and
    /// the files of keys again, opens the files of access logs again, and calls what on_reload()
    /// added; what cannot be used is rejected with a line in the log, and the old one stays. Where
    /// there is none of these, SIGHUP keeps its meaning. Returns 1,
    /// with a sentence in the log, when it cannot listen or a configuration cannot work, or when
    /// handlers did not end within `limits.cancel_timeout` after they were cut. Call it once only.
    /// With COSTREL_RUN_SHOW in the environment it prints the routes, or what is wrong with the
    /// configuration, and serves nothing: `costrel routes` and `costrel doctor` set that.
    int run();

    /// Does what SIGTERM does. From any thread while run() runs; when it was called before, run()
    /// returns at once.
    void stop();

private:
    struct State;

    int show(std::string_view what) const;
    void add_reload_hook(detail::Function<void()> hook);

    detail::Pimpl<State> state_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
