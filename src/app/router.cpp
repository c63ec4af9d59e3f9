#include "app/route_table.hpp"
#include "pimpl.hpp"

#include <costrel/app.hpp>
#include <costrel/blueprint.hpp>

#include <stdexcept>

namespace costrel::inline v1 {

Router::Router() : routes_(std::in_place) {}
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;
Router::~Router() = default;

Route Router::add(std::string_view pattern, Methods methods, std::string_view endpoint,
                  const void* function, detail::Handler handler, bool is_task, bool is_stream,
                  detail::SessionUse session_use, std::span<const detail::ConverterSet> parameters)
{
    RouteTable::Route route;
    route.endpoint = endpoint;
    route.is_task = is_task;
    route.is_stream = is_stream;
    route.session_use = session_use;
    route.function = function;
    route.handler = std::move(handler);
    return Route(*routes_, routes_->add(pattern, methods, std::move(route), parameters));
}

void Router::add(detail::BeforeHook hook)
{
    routes_->scopes().front().before.push_back(std::move(hook));
}

void Router::add(detail::AfterHook hook)
{
    routes_->scopes().front().after.push_back(std::move(hook));
}

void Router::add(detail::TeardownHook hook)
{
    routes_->scopes().front().teardown.push_back(std::move(hook));
}

void Router::add(detail::StatusHandler handler)
{
    routes_->scopes().front().add(std::move(handler));
}

void Router::add(detail::ExceptionHandler handler)
{
    routes_->scopes().front().add(std::move(handler));
}

Route& Route::name(std::string_view endpoint)
{
    table_->rename(index_, endpoint);
    return *this;
}

Route& Route::no_session_refresh()
{
    (*table_)[index_].refreshes_session = false;
    return *this;
}

Route& Route::loads_session()
{
    (*table_)[index_].session_use = detail::SessionUse::loaded;
    return *this;
}

Route& Route::blocking()
{
    RouteTable::Route& route = (*table_)[index_];
    if (route.is_task)
        throw std::invalid_argument("costrel: the handler of \"" + route.endpoint +
                                    "\" is a Task, which waits without a thread: blocking() is "
                                    "for handlers that are plain functions");
    route.is_blocking = true;
    return *this;
}

Route& Route::add(detail::BeforeHook hook)
{
    RouteTable::Route& route = (*table_)[index_];
    if (hook.session_use == detail::SessionUse::loaded)
        route.session_use = detail::SessionUse::loaded;
    route.before.push_back(std::move(hook));
    return *this;
}

Route& Route::add(detail::AfterHook hook)
{
    (*table_)[index_].after.push_back(std::move(hook));
    return *this;
}

Route& Route::csrf_exempt()
{
    (*table_)[index_].csrf_exempt = true;
    return *this;
}

Route& Route::max_content_length(std::size_t bytes)
{
    (*table_)[index_].max_content_length = bytes;
    return *this;
}

Blueprint::Blueprint(std::string_view name, BlueprintOptions options)
{
    routes_->become_blueprint(name, options.url_prefix);
}

Blueprint& Blueprint::blocking()
{
    routes_->become_blocking();
    return *this;
}

void Blueprint::register_blueprint(Blueprint&& blueprint)
{
    routes_->merge(std::move(blueprint.route_table()));
}

void App::register_blueprint(Blueprint&& blueprint)
{
    routes_->merge(std::move(blueprint.route_table()));
}

} // namespace costrel::inline v1

template class costrel::detail::Pimpl<costrel::RouteTable>;
