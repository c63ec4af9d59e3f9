#pragma once

#include <costrel/web/request.hpp>
#include <costrel/web/response.hpp>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Responds with the application's numbers in the text format of Prometheus (version 0.0.4):
/// requests, their durations, connections, bytes, rejected input, timeouts, sessions. See
/// docs/api/metrics.md.
///
///     app.get<costrel::metrics>("/metrics");
///
/// Requests are counted from the start of an application that has this very function in a route;
/// otherwise, when a handler of yours calls it, from its first call on. It says much about a site:
/// do not let the whole world read it.
Response metrics(const Request& request);

/// Responds with 200 and "ok", or with 503 and "stopping" once the server was told to stop, so that
/// a load balancer sends nothing new.
///
///     app.get<costrel::healthz>("/healthz");
Response healthz(const Request& request);

} // namespace costrel::inline v1

#pragma GCC visibility pop
