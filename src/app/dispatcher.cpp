#include "app/dispatcher.hpp"

#include "app/cache_control.hpp"
#include "app/content_type.hpp"
#include "app/route_path.hpp"
#include "http/form.hpp"
#include "http/percent.hpp"

#include <costrel/errors.hpp>

#include <new>
#include <stdexcept>
#include <utility>

namespace costrel {

namespace {

// Takes no memory, unlike Flask's page for that status.
Response out_of_memory() noexcept
{
    Response response("<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n"
                      "<h1>Internal Server Error</h1>\n");
    response.status = 500;
    return response;
}

} // namespace

Dispatcher::Dispatcher(RouteTable& routes, const Config& config, Clock clock)
    : routes_(routes), sessions_(config), max_form_memory_size_(config.max_form_memory_size),
      max_form_parts_(config.max_form_parts), clock_(std::move(clock))
{
    for (std::size_t i = 0; i < routes_.size(); ++i)
        tree_.add(routes_[i].pattern, routes_[i].methods, i);
}

std::chrono::sys_seconds Dispatcher::system_time()
{
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

http::Reply Dispatcher::respond(const http::Message& message, const http::Peer& peer) noexcept
try {
    Request request(*this, message, peer);
    std::optional<http::Reply> reply;
    try {
        Routed routed = find_route(request);
        if (routed.route && routed.route->is_task)
            return respond_later(message, peer);
        reply = invoke(request, routed);
    } catch (...) {
        reply = answer_exception(request);
    }
    Response& response = std::get<Response>(*reply);
    finish(request, response);
    return std::move(response);
} catch (...) {
    log_.warning("out of memory while answering a request");
    return out_of_memory();
}

// A coroutine of its own: the request and the session live in it as long as the handler does. As
// respond() it always gives a response.
Task<Response> Dispatcher::respond_later(const http::Message& message, const http::Peer& peer)
{
    try {
        Request request(*this, message, peer);
        std::optional<Response> response;
        try {
            http::Reply reply = *invoke(request, find_route(request));
            if (auto* task = std::get_if<Task<Response>>(&reply))
                response = co_await std::move(*task);
            else
                response = std::get<Response>(std::move(reply));
        } catch (...) {
            response = answer_exception(request);
        }
        finish(request, *response);
        co_return *std::move(response);
    } catch (...) {
        log_.warning("out of memory while answering a request");
    }
    co_return out_of_memory();
}

Dispatcher::Routed Dispatcher::find_route(Request& request) const
{
    Routed routed;
    const http::Message& message = *request.message_;
    if (message.path == "*") { // OPTIONS about the server itself
        routed.answer = Response("");
        routed.answer->headers.set("Allow",
                                   Methods{GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS}.allow());
        return routed;
    }
    const auto path = decode_route_path(message.path, request.decoded_path_);
    if (!path) {
        routed.answer = Response(400);
        return routed;
    }
    routed.match =
        message.method ? tree_.match(*path, *message.method) : tree_.match_unknown_method(*path);
    request.path = *path;

    using Kind = routing::Match::Kind;
    switch (routed.match.kind) {
    case Kind::route: {
        RouteTable::Route& route = routes_[routed.match.route];
        if (*message.method == OPTIONS && !route.answers_options) {
            routed.answer = Response("");
            const Methods allowed = tree_.match_unknown_method(*path).allowed;
            routed.answer->headers.set("Allow", allowed.allow());
        } else {
            routed.route = &route;
        }
        break;
    }
    case Kind::redirect:
        routed.answer = slash_redirect(request, routed.match);
        break;
    case Kind::method_not_allowed:
        routed.answer = Response(405);
        routed.answer->headers.set("Allow", routed.match.allowed.allow());
        break;
    case Kind::none:
        routed.answer = Response(404);
        break;
    }
    restore_encoded_slashes(request.decoded_path_);
    return routed;
}

Response Dispatcher::slash_redirect(const Request& request, const routing::Match& match) const
{
    std::string path = match.merge_slashes ? routing::Tree::merge_slashes(request.path)
                                           : std::string(request.path);
    // One slash at the beginning, or the browser would take what follows for a host.
    path.erase(0, path.find_first_not_of('/'));
    std::string location;
    if (!request.host.empty())
        location.append(request.scheme).append("://").append(request.host);
    location += '/';
    http::append_path(location, path);
    if (match.add_slash)
        location += '/';
    if (!request.query_string.empty())
        location.append("?").append(request.query_string);
    return redirect(location, 308);
}

std::optional<int> Dispatcher::read_fields(Request& request) const
{
    if (!request.query_string.empty()) {
        auto args =
            http::parse_form(request.query_string, {.max_memory = request.query_string.size(),
                                                    .max_fields = max_form_parts_});
        if (!args)
            return 400;
        request.args = *std::move(args);
    }
    const auto content_type = request.header("Content-Type");
    if (!request.body.empty() && content_type &&
        has_media_type(*content_type, "application/x-www-form-urlencoded")) {
        auto form = http::parse_form(
            request.body, {.max_memory = max_form_memory_size_, .max_fields = max_form_parts_});
        if (!form)
            return 413;
        request.form = *std::move(form);
    }
    return std::nullopt;
}

std::optional<http::Reply> Dispatcher::invoke(Request& request, const Routed& routed)
{
    if (!routed.route)
        return *routed.answer;
    if (const auto status = read_fields(request))
        return Response(*status);
    if (auto reply =
            routed.route->invoke(routed.route->callable, request, routed.match.variables()))
        return reply;
    return Response(404); // a number of the path is too large for the handler's parameter
}

Response Dispatcher::answer_exception(const Request& request) noexcept
try {
    try {
        throw;
    } catch (const HttpError& error) {
        return Response(error.status());
    }
} catch (const std::bad_alloc&) {
    log_.exception(request, "out of memory");
    return out_of_memory();
} catch (const std::exception& error) {
    return internal_error(request, error.what());
} catch (...) {
    return internal_error(request, "something that is no std::exception was thrown");
}

Response Dispatcher::internal_error(const Request& request, std::string_view what) noexcept
try {
    log_.exception(request, what);
    return Response(500);
} catch (...) {
    return out_of_memory();
}

void Dispatcher::finish(const Request& request, Response& response) noexcept
{
    try {
        if (response.status < 200 || response.status > 599)
            throw std::out_of_range("costrel: the status of a response must be from 200 to 599, "
                                    "not " +
                                    std::to_string(response.status));
        save_session(request, response);
    } catch (...) {
        response = answer_exception(request);
    }
}

void Dispatcher::save_session(const Request& request, Response& response)
{
    SavedSession saved = sessions_.save_session(request.session_, clock_());
    // Flask's order: Vary comes first when the session was used, last when it was only refreshed.
    if (saved.vary_cookie && request.session_.accessed())
        response.headers.add_vary("Cookie");
    if (!saved.set_cookie.empty()) {
        response.headers.add("Set-Cookie", std::move(saved.set_cookie));
        keep_from_shared_caches(response.headers);
    }
    if (saved.vary_cookie && !request.session_.accessed())
        response.headers.add_vary("Cookie");
    if (!saved.warning.empty())
        log_.warning(saved.warning);
    if (request.session_.accessed())
        log_refused_cookie(request);
}

void Dispatcher::log_refused_cookie(const Request& request) noexcept
{
    const SessionOrigin origin = request.session_.origin();
    if (origin == SessionOrigin::bad_signature || origin == SessionOrigin::from_the_future ||
        origin == SessionOrigin::unreadable || origin == SessionOrigin::too_large)
        log_.refused_cookie(request, origin);
}

} // namespace costrel
