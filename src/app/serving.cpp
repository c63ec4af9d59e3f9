#include "app/serving.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <thread>

namespace costrel {

void log_to_stderr()
{
    auto logger = spdlog::get("costrel");
    spdlog::set_default_logger(logger ? std::move(logger) : spdlog::stderr_color_mt("costrel"));
}

net::ServerOptions server_options(const Config& config, const RunOptions& options)
{
    net::ServerOptions server;
    server.host = options.host;
    server.port = options.port;
    server.bind = options.bind;
    server.tls = {options.cert, options.key};
    server.threads = options.threads > 0 ? options.threads : std::thread::hardware_concurrency();
    server.limits = config.limits;
    server.max_body = config.max_content_length;
    server.on_listening = [](const std::string& address) {
        std::printf("Running on %s (press CTRL+C to quit)\n", address.c_str());
        std::fflush(stdout);
    };
    return server;
}

} // namespace costrel
