#include "app/dispatcher.hpp"
#include "app/serving.hpp"
#include "net/embedded_server.hpp"
#include "pimpl.hpp"
#include "session/setup.hpp"

#include <costrel/embedded.hpp>

namespace costrel::inline v1 {

struct Embedded::State {
    std::shared_ptr<Dispatcher> dispatcher;
    std::shared_ptr<net::EmbeddedServer> server;
};

Embedded::Embedded(boost::asio::io_context& context, App& app, const RunOptions& options)
try : state_(std::in_place) {
    auto dispatcher = std::make_shared<Dispatcher>(app.route_table(), app.config);
    dispatcher->telemetry().open_log(app.config);
    log_unknown_variables();
    log_warnings(app.config, app.route_table());
    log_session_warnings(app.config, dispatcher->sessions().setup(), app.route_table(),
                         options.cert.empty());
    net::ServerOptions server = server_options(app.config, options);
    server.status = &dispatcher->telemetry().status();
    server.on_listening = {}; // standard output is the program's
    state_->dispatcher = dispatcher;
    state_->server = net::EmbeddedServer::start(context, std::move(dispatcher), std::move(server));
} catch (const net::ListenError& error) {
    throw ConfigError(std::string("costrel: ") + error.what());
}

Embedded::~Embedded()
{
    state_->server->cut();
}

void Embedded::stop()
{
    state_->server->stop();
}

bool Embedded::stopped() const noexcept
{
    return state_->server->is_drained();
}

void Embedded::reload()
{
    state_->dispatcher->telemetry().reopen_log();
    state_->dispatcher->sessions().setup().reload_keys(true);
    state_->server->reload();
}

const std::vector<std::string>& Embedded::addresses() const noexcept
{
    return state_->server->addresses();
}

std::uint16_t Embedded::port() const noexcept
{
    return state_->server->port();
}

} // namespace costrel::inline v1
