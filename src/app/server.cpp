#include "net/server.hpp"

#include "app/dispatcher.hpp"
#include "app/serving.hpp"
#include "log/log.hpp"
#include "net/left_behind.hpp"
#include "pimpl.hpp"
#include "session/setup.hpp"

#include <costrel/server.hpp>

#include <deque>
#include <memory>
#include <thread>

namespace costrel {

struct Server::State {
    struct Served {
        App& app;
        RunOptions options;
    };

    explicit State(unsigned threads)
        : server(threads > 0 ? threads : std::thread::hardware_concurrency())
    {
    }

    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State()
    {
        if (server.has_left_behind())
            net::leave_behind(dispatchers);
    }

    std::vector<Served> applications;
    // What the server's connections refer to.
    std::shared_ptr<std::deque<Dispatcher>> dispatchers =
        std::make_shared<std::deque<Dispatcher>>();
    net::Server server;
};

Server::Server(unsigned threads) : state_(std::in_place, threads) {}

Server::~Server() = default;

void Server::add(App& app, RunOptions options)
{
    state_->applications.push_back({app, std::move(options)});
}

void Server::add_reload_hook(detail::Function<void()> hook)
{
    state_->server.on_reload(std::move(hook));
}

int Server::run()
try {
    log_unknown_variables();
    for (const State::Served& served : state_->applications) {
        const Config& config = served.app.config;
        Dispatcher& dispatcher =
            state_->dispatchers->emplace_back(served.app.route_table(), config);
        dispatcher.telemetry().open_log(config);
        log_warnings(config, served.app.route_table());
        log_session_warnings(config, dispatcher.sessions().setup(), served.app.route_table(),
                             served.options.cert.empty());
        log_store_problem(dispatcher.sessions().setup());
        net::ServerOptions options = server_options(config, served.options);
        options.status = &dispatcher.telemetry().status();
        state_->server.add(dispatcher, std::move(options));
        if (!config.access_log.empty() && config.access_log_file != "-")
            state_->server.on_reload([&dispatcher] { dispatcher.telemetry().reopen_log(); });
        if (!config.session_keys_file.empty())
            state_->server.on_reload(
                [&dispatcher] { dispatcher.sessions().setup().reload_keys(true); });
    }
    const int status = net::serve(state_->server);
    log::flush();
    return status;
} catch (...) {
    return log_start_fault();
}

void Server::stop()
{
    state_->server.stop();
}

} // namespace costrel
