#pragma once

#include <costrel/detail/pimpl.hpp>
#include <costrel/web/app.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace boost::asio {
class io_context;
}

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// An application inside a program that has a boost::asio::io_context of its own and runs it.
///
///     boost::asio::io_context context;
///     costrel::Embedded web(context, app, {.port = 8080});
///     context.run();
///
/// It serves while one thread runs the context; handlers run in that thread. It cannot share a
/// context that several threads run: give it one of its own. It leaves signals alone.
class Embedded {
public:
    /// Listens where `options` say (their `threads` are ignored), and serves as soon as `context`
    /// runs. The context and `app` have to outlive it. Throws ConfigError, with a sentence, when it
    /// cannot listen or the configuration cannot work.
    Embedded(boost::asio::io_context& context, App& app, const RunOptions& options = {});
    Embedded(const Embedded&) = delete;
    Embedded& operator=(const Embedded&) = delete;

    /// Closes every connection as soon as its handler has returned. For a graceful end call stop()
    /// and run the context until stopped(). Destroy it in the thread that runs the context, or when
    /// none does. A Task that is still under way then needs `app` until it has ended.
    ~Embedded();

    /// Accepts no more, and lets the requests in flight end, for `limits.graceful_timeout` at most.
    /// After that it no longer keeps the context from running out of work. From any thread.
    void stop();
    /// Whether stop() has come to its end. From any thread.
    bool stopped() const noexcept;

    /// Reads the certificates and the keys of sessions again, and opens the access log again, as
    /// App::run() does at SIGHUP. From any thread.
    void reload();

    /// Where it listens: "http://127.0.0.1:8080", …
    const std::vector<std::string>& addresses() const noexcept;
    /// The port of the first address; the one that was found when 0 was asked for.
    std::uint16_t port() const noexcept;

private:
    struct State;
    costrel::detail::Pimpl<State> state_;
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
