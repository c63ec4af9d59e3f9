#include "net/server.hpp"

#include "net/listener.hpp"
#include "net/loop.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <deque>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace costrel::net {

class Server::Loops {
public:
    Loops(http::Responder& responder, ServerOptions options)
        : options_(std::move(options)),
          limit_(affordable_connections(options_.limits.max_connections)),
          undrained_(std::max(options_.threads, 1U))
    {
        for (unsigned i = 0; i < undrained_; ++i)
            loops_.emplace_back(responder, options_, limit_, [this] { drained(); });
    }

    void listen()
    {
        if (listening())
            return;
        Tcp::endpoint endpoint = resolve(options_.host, options_.port);
        const Sharing sharing = loops_.size() == 1 ? Sharing::alone : Sharing::port;
        if (sharing == Sharing::port && endpoint.port() != 0)
            require_free(endpoint);
        for (Loop& loop : loops_) {
            Acceptor acceptor = listen_at(loop.context(), endpoint, sharing);
            endpoint = acceptor.local_endpoint(); // with port 0: the others share the first one's
            loop.accept_from(std::move(acceptor));
        }
        port_ = endpoint.port();
        address_ = "http://" + to_text(endpoint);
        spdlog::info("listening on {}", address_);
        if (options_.on_listening)
            options_.on_listening(address_);
    }

    int run()
    {
        listen();
        {
            std::vector<std::jthread> threads;
            try {
                for (std::size_t i = 1; i < loops_.size(); ++i)
                    threads.emplace_back([this, i] { loops_[i].run(); });
            } catch (const std::system_error&) {
                // Without all of its threads there is no server.
                for (Loop& loop : loops_)
                    loop.context().stop();
                throw;
            }
            loops_.front().run();
        }
        spdlog::info("stopped");
        return 0;
    }

    void stop()
    {
        if (!stopping_.exchange(true))
            spdlog::info("stopping; requests in flight have {} ms to end",
                         options_.limits.graceful_timeout.count());
        if (options_.status)
            options_.status->set_stopping();
        for (Loop& loop : loops_)
            loop.stop();
    }

    void cut()
    {
        for (Loop& loop : loops_)
            loop.cut();
    }

    void stop_on_signals()
    {
        signals_.emplace(loops_.front().context(), SIGTERM, SIGINT);
        signals_->async_wait([this](boost::system::error_code error, int) {
            if (error)
                return;
            stop();
            signals_->async_wait([this](boost::system::error_code second_error, int) {
                if (second_error)
                    return;
                cut();
                // Whoever sends a third one does not want to wait for a handler.
                boost::system::error_code ignored;
                signals_->clear(ignored);
            });
        });
    }

    bool listening() const noexcept { return !address_.empty(); }
    std::uint16_t port() const noexcept { return port_; }
    const std::string& address() const noexcept { return address_; }

private:
    // The loops end together: the first of them waits for signals until the last has drained.
    void drained()
    {
        if (undrained_.fetch_sub(1) == 1)
            release();
    }

    void release()
    {
        boost::asio::post(loops_.front().context(), [this] { signals_.reset(); });
        for (Loop& loop : loops_)
            loop.release();
    }

    const ServerOptions options_;
    ConnectionLimit limit_;
    std::deque<Loop> loops_; // a Loop cannot be moved
    std::optional<boost::asio::signal_set> signals_;
    std::atomic<unsigned> undrained_;
    std::atomic<bool> stopping_ = false;
    std::uint16_t port_ = 0;
    std::string address_;
};

Server::Server(http::Responder& responder, ServerOptions options)
    : loops_(std::make_unique<Loops>(responder, std::move(options)))
{
}

Server::~Server() = default;

void Server::listen()
{
    loops_->listen();
}

std::uint16_t Server::port() const
{
    return loops_->port();
}

const std::string& Server::address() const
{
    return loops_->address();
}

int Server::run()
{
    return loops_->run();
}

void Server::stop()
{
    loops_->stop();
}

void Server::cut()
{
    loops_->cut();
}

void Server::stop_on_signals()
{
    loops_->stop_on_signals();
}

int serve(http::Responder& responder, const ServerOptions& options)
{
    std::signal(SIGPIPE, SIG_IGN);
    Server server(responder, options);
    try {
        server.listen();
    } catch (const ListenError& error) {
        spdlog::error("{}", error.what());
        return 1;
    }
    server.stop_on_signals();
    return server.run();
}

} // namespace costrel::net
