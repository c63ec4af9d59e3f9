#include "app/blocking_pool.hpp"
#include "app/context.hpp"
#include "app/telemetry/exposition.hpp"

#include <costrel/metrics.hpp>

namespace costrel::inline v1 {

Response metrics(const Request& request)
{
    detail::Context& context = request.context();
    Response page(context.telemetry.expose(context.sessions, context.blocking_pool.refused()));
    page.content_type = Exposition::content_type;
    page.headers.set("Cache-Control", "no-store");
    return page;
}

Response healthz(const Request& request)
{
    const bool stopping = request.context().telemetry.status().is_stopping();
    Response page = stopping ? Response("stopping\n") : Response("ok\n");
    page.status = stopping ? 503 : 200;
    page.content_type = "text/plain; charset=utf-8";
    page.headers.set("Cache-Control", "no-store");
    return page;
}

} // namespace costrel::inline v1
