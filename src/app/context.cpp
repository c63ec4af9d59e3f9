#include "app/context.hpp"

#include "app/debug_page.hpp"
#include "app/templates/setup.hpp"
#include "app/trusted_hosts.hpp"

#include <costrel/metrics.hpp>
#include <costrel/web/detail/endpoint.hpp>

#include <algorithm>
#include <utility>

namespace costrel::inline v1 {

namespace {

std::optional<ProxyFix> proxy_fix_of(const Config& config)
{
    const ProxyFix& fix = config.proxy_fix;
    if (std::max({fix.x_for, fix.x_proto, fix.x_host, fix.x_port, fix.x_prefix}) == 0)
        return std::nullopt;
    return fix;
}

std::vector<std::string> endpoints_of(const RouteTable& routes)
{
    std::vector<std::string> endpoints;
    for (std::size_t i = 0; i < routes.size(); ++i)
        endpoints.push_back(routes[i].name());
    return endpoints;
}

bool has_metrics_route(const RouteTable& routes)
{
    for (std::size_t i = 0; i < routes.size(); ++i)
        if (routes[i].function == &detail::function_key<metrics>)
            return true;
    return false;
}

SessionConfig watched(SessionConfig config, SessionObserver& observer)
{
    config.session_observer = &observer;
    return config;
}

} // namespace

detail::Context::Context(RouteTable& its_routes, const Config& config, Clock clock,
                         const BlockingPool& its_pool)
    : routes(its_routes), session_log(config.session_observer),
      sessions(watched(config, session_log), std::move(clock)),
      stores_sessions(sessions.has_store()), forms(config), proxy_fix(proxy_fix_of(config)),
      trusted_hosts(config.trusted_hosts), debug(config.debug), blocking_pool(its_pool),
      telemetry(config, endpoints_of(routes), has_metrics_route(routes))
{
    check_trusted_hosts(trusted_hosts);
    check_debug(config);
    if (routes.templates)
        routes.templates->start(routes, config);
}

} // namespace costrel::inline v1
