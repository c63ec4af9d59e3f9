#include "app/dispatcher.hpp"
#include "app/route_table.hpp"
#include "net/server.hpp"

#include <costrel/app.hpp>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <thread>

namespace costrel {

namespace {

// The log is for the operator; what the program itself prints stays apart from it.
void log_to_stderr()
{
    auto logger = spdlog::get("costrel");
    spdlog::set_default_logger(logger ? std::move(logger) : spdlog::stderr_color_mt("costrel"));
}

} // namespace

App::App(Config configuration) : config(std::move(configuration)) {}

App::App(App&&) noexcept = default;
App& App::operator=(App&&) noexcept = default;
App::~App() = default;

int App::run()
try {
    log_to_stderr();
    return run(RunOptions::from_env());
} catch (const ConfigError& error) {
    spdlog::critical("{}", error.what());
    return 1;
}

int App::run(const RunOptions& options)
try {
    log_to_stderr();
    Dispatcher dispatcher(*routes_, config);
    dispatcher.telemetry().open_log(config);
    if (const std::string warning = weak_secret_warning(config); !warning.empty())
        spdlog::warn("{}", warning);
    net::ServerOptions server;
    server.host = options.host;
    server.port = options.port;
    server.threads = options.threads > 0 ? options.threads : std::thread::hardware_concurrency();
    server.limits = config.limits;
    server.max_body = config.max_content_length;
    server.status = &dispatcher.telemetry().status();
    server.on_listening = [](const std::string& address) {
        std::printf("Running on %s (press CTRL+C to quit)\n", address.c_str());
        std::fflush(stdout);
    };
    return net::serve(dispatcher, server);
} catch (const ConfigError& error) {
    spdlog::critical("{}", error.what());
    return 1;
}

} // namespace costrel
