#include "net/embedded_server.hpp"

#include "http/bounded_limits.hpp"
#include "log/log.hpp"
#include "net/left_behind.hpp"

#include <boost/asio/post.hpp>

#include <utility>

namespace costrel::inline v1::net {

EmbeddedServer::EmbeddedServer(boost::asio::io_context& context,
                               std::shared_ptr<http::Responder> responder, ServerOptions options)
    : context_(context), responder_(std::move(responder)), options_(std::move(options)),
      service_(*responder_, options_.limits, options_.max_body,
               affordable_connections(options_.limits.max_connections), options_.status),
      loop_(context, [this] { drained(); })
{
}

namespace {

ServerOptions bounded(ServerOptions options)
{
    options.limits = http::bounded_limits(options.limits);
    return options;
}

} // namespace

std::shared_ptr<EmbeddedServer> EmbeddedServer::start(boost::asio::io_context& context,
                                                      std::shared_ptr<http::Responder> responder,
                                                      ServerOptions options)
{
    const std::shared_ptr<EmbeddedServer> server(
        new EmbeddedServer(context, std::move(responder), bounded(std::move(options))));
    server->listen();
    server->self_ = server;
    return server;
}

void EmbeddedServer::listen()
{
    PassedSockets passed;
    for (const std::string& bind : options_.bind)
        if (bind.starts_with("systemd")) // only then: the environment is the program's own
            passed = PassedSockets::from_environment();
    if (!options_.certificates().empty())
        tls_ = TlsContext::read(options_.certificates());
    for (Endpoint& endpoint : open_endpoints(options_, 1, passed)) {
        addresses_.add(endpoint);
        loop_.add(service_, {std::move(endpoint.sockets.front()), endpoint.is_inherited},
                  endpoint.tls ? tls_ : nullptr);
        log::info({"listening on ", addresses_.texts().back()});
        if (options_.on_listening)
            options_.on_listening(addresses_.texts().back());
    }
}

void EmbeddedServer::stop()
{
    boost::asio::post(context_, [self = shared_from_this()] {
        self->set_stopping();
        const Limits& limits = self->options_.limits;
        self->loop_.stop({limits.drain_time, limits.graceful_timeout,
                          [&own = *self] { own.addresses_.remove_files(); }});
    });
}

void EmbeddedServer::cut()
{
    set_stopping();
    addresses_.remove_files();
    loop_.cut();
}

void EmbeddedServer::reload()
{
    boost::asio::post(context_, [self = shared_from_this()] {
        if (!self->tls_)
            return;
        self->tls_ = TlsContext::reread(self->options_.certificates(), self->tls_);
        self->loop_.set_tls(self->service_, self->tls_);
    });
}

void EmbeddedServer::set_stopping() noexcept
{
    if (options_.status)
        options_.status->set_stopping();
}

// The last connection is still in its destructor: what it refers to has to stay for a turn. What is
// left behind refers to it for ever.
void EmbeddedServer::drained()
{
    drained_ = true;
    if (loop_.has_left_behind())
        leave_behind(std::move(self_));
    else if (self_)
        boost::asio::post(context_, [self = std::move(self_)] {});
}

} // namespace costrel::inline v1::net
