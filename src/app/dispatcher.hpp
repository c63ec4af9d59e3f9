#pragma once

#include "app/blocking_pool.hpp"
#include "app/context.hpp"
#include "app/exchange.hpp"
#include "app/route_index.hpp"
#include "app/unfinished_handlers.hpp"
#include "http/reply.hpp"

#include <costrel/config.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace costrel::inline v1 {

// A started application: responds to requests. Everything in it is fixed, so all loops use the same
// one.
class Dispatcher final : public http::Responder {
public:
    // `routes` must outlive it. Throws ConfigError when the configuration cannot work.
    // `clock` is its sessions'; by default the system's.
    Dispatcher(RouteTable& routes, const Config& config, Clock clock = {});

    http::Reply respond(const http::Message& message, const http::Peer& peer) noexcept override;
    http::Admission admit(const http::Message& message) noexcept override;
    void refused(const http::RefusedRequest& request, const http::Peer& peer) noexcept override
    {
        telemetry().refused(request, peer);
    }
    void given_up(const http::Message& message, const http::Peer& peer) noexcept override;
    void wait_until_idle() noexcept override { blocking_pool_.end(); }
    std::vector<std::string> unfinished() override
    {
        return unfinished_.endpoints(context_.routes);
    }
    void flush_log() noexcept override { telemetry().flush_log(); }

    const SessionInterface& sessions() const noexcept { return context_.sessions; }
    Telemetry& telemetry() noexcept { return context_.telemetry; }
    // Requests that found no place in the pool of blocking handlers.
    std::size_t blocking_refused() const noexcept { return blocking_pool_.refused(); }

private:
    http::Reply respond_at_once(const Arrival& arrival, Target& target);
    Task<Response> respond_in_pool(Arrival arrival, Target target);
    Task<Response> respond_later(Arrival arrival, Target target);
    Task<Response> respond_streaming(Arrival arrival, Target target);
    Response out_of_memory() noexcept;

    detail::Context context_;
    RouteIndex routes_;
    std::size_t max_content_length_;
    http::Spool spool_;
    UnfinishedHandlers unfinished_;
    BlockingPool blocking_pool_; // its threads end before the rest does
};

} // namespace costrel::inline v1
