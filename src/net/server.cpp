#include "net/server.hpp"

#include "log/log.hpp"
#include "net/left_behind.hpp"
#include "net/server_loops.hpp"

#include <csignal>
#include <utility>

namespace costrel::inline v1::net {

Server::Server(unsigned threads) : loops_(std::make_unique<ServerLoops>(threads)) {}

Server::Server(http::Responder& responder, ServerOptions options) : Server(options.threads)
{
    add(responder, std::move(options));
}

Server::~Server()
{
    if (has_left_behind())
        leave_behind(std::move(loops_));
}

bool Server::has_left_behind() const noexcept
{
    return loops_->has_left_behind();
}

void Server::add(http::Responder& responder, ServerOptions options)
{
    loops_->add(responder, std::move(options));
}

void Server::listen()
{
    loops_->listen();
}

const std::vector<std::string>& Server::addresses() const
{
    return loops_->addresses().texts();
}

std::uint16_t Server::port() const
{
    return loops_->addresses().port();
}

const std::string& Server::address() const
{
    return loops_->addresses().texts().front();
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

void Server::reload()
{
    loops_->reload();
}

void Server::on_reload(detail::Function<void()> hook)
{
    loops_->on_reload(std::move(hook));
}

void Server::stop_on_signals()
{
    loops_->stop_on_signals();
}

int serve(Server& server)
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN); // a file at the limit of its size: write() says so
    server.stop_on_signals();      // first: who hears that it listens may already send one
    try {
        server.listen();
    } catch (const ListenError& error) {
        log::error({error.what()});
        return 1;
    }
    return server.run();
}

int serve(http::Responder& responder, const ServerOptions& options)
{
    Server server(responder, options);
    return serve(server);
}

} // namespace costrel::inline v1::net
