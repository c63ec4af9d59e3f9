#include "wire/running_server.hpp"

#include <spdlog/spdlog.h>

#include <utility>

namespace costrel::wire {

RunningServer::RunningServer(http::Responder& responder, Limits limits, unsigned threads)
    : server_(responder, {.port = 0, .threads = threads, .limits = limits, .max_body = 1024 * 1024})
{
    spdlog::set_level(spdlog::level::err);
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

} // namespace costrel::wire
