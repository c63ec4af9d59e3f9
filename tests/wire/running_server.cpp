#include "wire/running_server.hpp"

#include "log/log.hpp"

#include <utility>

namespace costrel::inline v1::wire {

RunningServer::RunningServer(http::Responder& responder, Limits limits, unsigned threads)
    : RunningServer(responder, {.port = 0, .threads = threads, .limits = limits})
{
}

RunningServer::RunningServer(http::Responder& responder, net::ServerOptions options)
    : server_(responder, std::move(options))
{
    log::set_least_level(LogLevel::error);
    server_.listen();
    thread_ = std::thread([this] { result_ = server_.run(); });
}

RunningServer::~RunningServer()
{
    server_.cut();
    join();
}

int RunningServer::join()
{
    if (thread_.joinable())
        thread_.join();
    return result_;
}

} // namespace costrel::inline v1::wire
