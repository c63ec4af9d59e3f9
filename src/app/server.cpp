#include "net/server.hpp"

#include "app/dispatcher.hpp"
#include "app/doctor.hpp"
#include "app/route_listing.hpp"
#include "app/serving.hpp"
#include "log/log.hpp"
#include "net/left_behind.hpp"
#include "pimpl.hpp"
#include "session/setup.hpp"

#include <costrel/server.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

namespace costrel::inline v1 {

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

// What `costrel routes` and `costrel doctor` ask a program for instead of serving.
int Server::show(std::string_view what) const
{
    bool is_wrong = false;
    std::string text;
    for (const State::Served& served : state_->applications) {
        if (what == "routes") {
            text += route_listing(served.app.route_table());
            continue;
        }
        if (what != "doctor")
            throw ConfigError("costrel: COSTREL_RUN_SHOW is \"routes\" or \"doctor\"");
        const auto findings = examine(served.app.config, served.app.route_table(), served.options);
        is_wrong = is_wrong || std::ranges::any_of(findings, [](const Finding& one) {
                       return one.kind == Finding::Kind::wrong;
                   });
        text += text_of(findings);
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
    return is_wrong ? 1 : 0;
}

int Server::run()
try {
    if (const char* const what = std::getenv("COSTREL_RUN_SHOW"); what && *what)
        return show(what);
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

} // namespace costrel::inline v1
