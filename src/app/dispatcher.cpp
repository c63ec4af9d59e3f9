#include "app/dispatcher.hpp"

#include "app/cache_control.hpp"
#include "app/debug_page.hpp"
#include "app/route_path.hpp"
#include "app/streamed_answer.hpp"
#include "app/telemetry/reporting_body.hpp"
#include "app/temporary_folder.hpp"
#include "app/trusted_hosts.hpp"
#include "http/grammar.hpp"

#include <costrel/errors.hpp>

#include <algorithm>
#include <memory>
#include <new>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace costrel {

namespace {

void require_status(int status)
{
    if (status < 200 || status > 599)
        throw std::out_of_range("costrel: the status of a response must be from 200 to 599, not " +
                                std::to_string(status));
}

// The values of all fields of that name, which are removed.
std::string take_field(Headers& headers, std::string_view name)
{
    std::string values;
    if (!headers.contains(name))
        return values;
    for (const Header& header : headers)
        if (http::equal_ignoring_case(header.name, name))
            values.append(values.empty() ? "" : ", ").append(header.value.view());
    headers.remove(name);
    return values;
}

} // namespace

Dispatcher::Dispatcher(RouteTable& routes, const Config& config, Clock clock)
    : routes_(routes), sessions_(config, std::move(clock)), forms_(config),
      trusted_hosts_(config.trusted_hosts), debug_(config.debug), telemetry_(config, routes),
      max_content_length_(config.max_content_length),
      spool_(
          temporary_folder(config), config.max_body_memory,
          [this](int error) {
              log_.warning("cannot keep the body of a request in " + spool_.folder() + ": " +
                           std::generic_category().message(error));
          },
          config.max_temporary_bytes),
      blocking_pool_(config.blocking_threads, config.blocking_queue)
{
    const ProxyFix& fix = config.proxy_fix;
    if (std::max({fix.x_for, fix.x_proto, fix.x_host, fix.x_port, fix.x_prefix}) > 0)
        proxy_fix_ = fix;
    check_trusted_hosts(trusted_hosts_);
    check_debug(config);
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        tree_.add(routes_[i].pattern, routes_[i].methods, i);
        routes_have_limits_ = routes_have_limits_ || routes_[i].max_content_length;
    }
}

http::Admission Dispatcher::admit(const http::Message& message) noexcept
{
    http::Admission admission{max_content_length_, &spool_};
    if (!routes_have_limits_ || !message.method)
        return admission;
    try {
        std::string decoded;
        if (const auto path = decode_route_path(message.path, decoded)) {
            const routing::Match match = tree_.match(*path, *message.method);
            if (match.kind == routing::Match::Kind::route)
                admission.max_body =
                    routes_[match.route].max_content_length.value_or(max_content_length_);
        }
    } catch (const std::bad_alloc&) {
        log_.warning("out of memory while looking for the route of a body");
    }
    return admission;
}

void Dispatcher::given_up(const http::Message& message, const http::Peer& peer) noexcept
try {
    Request request(*this, message, peer);
    find_route(request);
    log_.given_up(request);
} catch (...) {
    log_.warning("a request was left behind, and there is no memory to say which");
}

http::Reply Dispatcher::respond(const http::Message& message, const http::Peer& peer) noexcept
try {
    Request request(*this, message, peer);
    const Routed routed = find_route(request);
    if (routed.route && routed.route->is_task)
        return routed.route->is_stream ? respond_streaming(message, peer)
                                       : respond_later(message, peer);
    if (routed.route && routed.route->is_blocking)
        return respond_in_pool(message, peer);
    return answer(request, routed);
} catch (...) {
    log_.warning("out of memory while answering a request");
    return out_of_memory();
}

// The reply is made where it stays: to move a response costs as much as to parse a small request's
// fields.
http::Reply Dispatcher::answer(Request& request, const Routed& routed)
{
    const UnfinishedHandlers::Running running(routed.route);
    ScopeChain chain(routes_.scopes(), routed.scope);
    std::exception_ptr unhandled;
    http::Reply reply = [&]() -> http::Reply {
        try {
            return handle(request, routed, chain);
        } catch (...) {
            return answer_exception(request, chain, unhandled);
        }
    }();
    finish(request, std::get<Response>(reply), chain, unhandled);
    return reply;
}

// A coroutine that goes on in a thread of the pool. The message and the peer stay until it ends;
// what the event loop made of them does not come along.
Task<Response> Dispatcher::respond_in_pool(const http::Message& message, const http::Peer& peer)
{
    try {
        const std::int64_t started = telemetry_.start();
        const auto test_time = encoding::fixed_time();
        const bool has_thread = co_await blocking_pool_.enter();
        const encoding::FixedTime time(test_time);
        Request request(*this, message, peer);
        request.started_ = started;
        const Routed routed = find_route(request);
        const UnfinishedHandlers::Begun begun(unfinished_, routed.route);
        if (has_thread)
            co_return std::get<Response>(answer(request, routed));
        log_.no_place(request);
        Response busy = Response(503).with("Retry-After", "1");
        telemetry_.answered(request, busy);
        co_return busy;
    } catch (const TaskCancelled&) { // before it began
        co_return cancelled();
    } catch (...) {
        log_.warning("out of memory while answering a request");
    }
    co_return out_of_memory();
}

// A coroutine of its own: the request and the session live in it as long as the handler does. As
// respond() it always gives a response.
Task<Response> Dispatcher::respond_later(const http::Message& message, const http::Peer& peer)
{
    try {
        Request request(*this, message, peer);
        const Routed routed = find_route(request);
        const UnfinishedHandlers::Begun begun(unfinished_, routed.route);
        ScopeChain chain(routes_.scopes(), routed.scope);
        std::exception_ptr unhandled;
        std::optional<Response> response;
        try {
            http::Reply reply = handle(request, routed, chain);
            if (auto* task = std::get_if<Task<Response>>(&reply))
                response = co_await std::move(*task);
            else
                response = std::get<Response>(std::move(reply));
        } catch (...) {
            response = answer_exception(request, chain, unhandled);
        }
        finish(request, *response, chain, unhandled);
        co_return *std::move(response);
    } catch (...) {
        log_.warning("out of memory while answering a request");
    }
    co_return out_of_memory();
}

// The same for a handler that yields its answer, which is asked for its first piece here: until
// then it is a handler like any other.
Task<Response> Dispatcher::respond_streaming(const http::Message& message, const http::Peer& peer)
{
    try {
        const auto streamed = std::make_shared<StreamedRequest>(*this, message, peer);
        Request& request = streamed->request;
        std::optional<Response> response;
        try {
            response = std::get<Response>(handle(request, streamed->routed, streamed->chain));
            auto* stream = dynamic_cast<http::StreamSource*>(response->body.source());
            if (stream) { // and no function that runs before the handler answered
                co_await stream->first_yield();
                if (const auto error = stream->error())
                    std::rethrow_exception(error);
                auto head = stream->take_head();
                auto body =
                    std::make_unique<StreamedAnswer>(streamed, response->body.take_source());
                if (head)
                    response = *std::move(head);
                response->body = Body(std::move(body));
            } else if (response->is_streamed()) {
                report_failures(request, *response);
            }
        } catch (...) {
            response = answer_exception(request, streamed->chain, streamed->unhandled);
        }
        complete(request, *response, streamed->chain, streamed->unhandled);
        request.session().finish();
        telemetry_.answered(request, *response);
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
    if (!trusted_hosts_.empty() && !is_trusted_host(request.host, trusted_hosts_)) {
        routed.status = 400;
        routed.description = "Host '" + std::string(request.host) + "' is not trusted.";
        request.host = {}; // nothing shall be built from it
        return routed;
    }
    if (message.path == "*") { // OPTIONS about the server itself
        routed.answer = Response("");
        routed.answer->headers.set("Allow",
                                   Methods{GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS}.allow());
        return routed;
    }
    const auto path = decode_route_path(message.path, request.decoded_path_);
    if (!path) {
        routed.status = 400;
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
        routed.scope = route.scope;
        request.route_ = routed.match.route;
        request.endpoint = route.endpoint;
        request.csrf_exempt_ = route.csrf_exempt || !routed.route;
        request.refreshes_session_ = route.refreshes_session;
        request.blueprint = routes_.scopes()[route.scope].name;
        break;
    }
    case Kind::redirect:
        routed.answer = slash_redirect(request, routed.match);
        break;
    case Kind::method_not_allowed:
        routed.status = 405;
        break;
    case Kind::none:
        routed.status = 404;
        break;
    }
    restore_encoded_slashes(request.decoded_path_);
    request.path = with_one_leading_slash(request.path);
    return routed;
}

// Relative, unlike Flask's: a cache may keep it, and must not keep what this client sent as Host.
Response Dispatcher::slash_redirect(const Request& request, const routing::Match& match) const
{
    std::string path = match.merge_slashes ? routing::Tree::merge_slashes(request.path)
                                           : std::string(request.path);
    // One slash at the beginning, or the browser would take what follows for a host.
    path.erase(0, path.find_first_not_of('/'));
    std::string location(request.script_root);
    location += '/';
    append_route_path(location, path);
    if (match.add_slash)
        location += '/';
    if (!request.query_string.empty())
        location.append("?").append(request.query_string);
    return redirect(location, 308);
}

http::Reply Dispatcher::handle(Request& request, const Routed& routed, ScopeChain& chain)
{
    if (!routed.description.empty()) // what runs before a request need not know that Host can lie
        return answer_status(request, chain, routed.status, routed.description);
    const http::Message& message = *request.message_;
    const std::optional<int> refused = message.refusal ? std::optional(message.refusal->status)
                                       : routed.route  ? forms_.read(request, message)
                                                       : std::nullopt;
    if (refused) // no handler will run
        request.csrf_exempt_ = true;
    if (auto answer = chain.before(request))
        return *std::move(answer);
    if (refused)
        return answer_status(request, chain, *refused);
    if (routed.route) {
        if (auto reply =
                routed.route->invoke(routed.route->callable, request, routed.match.variables()))
            return *std::move(reply);
        return answer_status(request, chain, 404); // a number too large for its parameter
    }
    if (routed.answer)
        return *routed.answer;
    Response response = answer_status(request, chain, routed.status);
    if (routed.status == 405)
        response.headers.set("Allow", routed.match.allowed.allow());
    return response;
}

void Dispatcher::finish(Request& request, Response& response, ScopeChain& chain,
                        std::exception_ptr& unhandled) noexcept
{
    complete(request, response, chain, unhandled);
    if (response.is_streamed()) {
        try {
            report_failures(request, response);
        } catch (...) {
            response = answer_late_exception(request, unhandled);
        }
    }
    teardown(request, chain, unhandled);
    telemetry_.answered(request, response);
}

// What is done to the answer before it is sent.
void Dispatcher::complete(Request& request, Response& response, ScopeChain& chain,
                          std::exception_ptr& unhandled) noexcept
{
    try {
        chain.after(request, response);
        require_status(response.status);
        save_session(request, response);
    } catch (...) {
        response = answer_late_exception(request, unhandled);
    }
}

void Dispatcher::report_failures(const Request& request, Response& response)
{
    response.body =
        Body(std::make_unique<ReportingBody>(response.body.take_source(), log_, request));
}

// What is done when all is over. `unhandled` is what was thrown and not answered, if anything.
void Dispatcher::teardown(Request& request, ScopeChain& chain,
                          const std::exception_ptr& unhandled) noexcept
{
    const auto failed = [&](std::string_view what) { log_.exception(request, what); };
    try {
        if (unhandled)
            std::rethrow_exception(unhandled);
        chain.teardown(request, nullptr, failed);
    } catch (const std::exception& error) {
        chain.teardown(request, &error, failed);
    } catch (...) {
        chain.teardown(request, nullptr, failed);
    }
}

void Dispatcher::save_session(Request& request, Response& response)
{
    const bool used = request.session().accessed();
    if (!request.refreshes_session_ && !used)
        return;
    const SavedSession saved = request.exchange_.save(
        [&](const char* name) { return take_field(response.headers, name); },
        [&](const auto& name, std::string value) { response.headers.add(name, std::move(value)); });
    if (!saved.set_cookies.empty())
        remove_targeted_cache_fields(response.headers);
    if (!saved.warning.empty())
        log_.warning(saved.warning);
    if (used)
        log_refused_cookie(request);
}

void Dispatcher::log_refused_cookie(const Request& request) noexcept
{
    const SessionOrigin origin = request.session().origin();
    if (origin == SessionOrigin::bad_signature || origin == SessionOrigin::from_the_future ||
        origin == SessionOrigin::unreadable || origin == SessionOrigin::too_large)
        log_.refused_cookie(request, origin);
}

} // namespace costrel
