#include "app/exchange.hpp"

#include "app/cache_control.hpp"
#include "app/route_path.hpp"
#include "app/session_fields.hpp"
#include "app/telemetry/reporting_body.hpp"
#include "app/trusted_hosts.hpp"

#include <costrel/errors.hpp>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

namespace costrel::inline v1::detail {

namespace {

void require_status(int status)
{
    if (status < 200 || status > 599)
        throw std::out_of_range("costrel: the status of a response must be from 200 to 599, not " +
                                std::to_string(status));
}

} // namespace

Exchange::Exchange(Context& context, const Arrival& arrival, Target& target)
    : context_(context), arrival_(arrival), target_(target),
      request_(context, arrival.message, arrival.peer,
               target.path().value_or(arrival.message.path)),
      chain_(context.routes.scopes(), scope_of_trusted_host())
{
    request_.target_ = &target;
    if (context.stores_sessions && target.way() != Target::Way::blocking)
        request_.exchange_.require_load();
    if (const RouteTable::Route* route = target.route) {
        request_.endpoint = route->endpoint;
        request_.blueprint = context.routes.scopes()[route->scope].name;
        request_.csrf_exempt_ = route->csrf_exempt || !target.asked();
    }
}

// A host that is not trusted gets nothing, whatever it asks for.
std::size_t Exchange::scope_of_trusted_host()
{
    if (!context_.trusted_hosts.empty() &&
        !is_trusted_host(request_.host, context_.trusted_hosts)) {
        target_.reject("Host '" + std::string(request_.host) + "' is not trusted.");
        request_.host = {}; // nothing shall be built from it
    }
    return target_.scope();
}

Task<void> Exchange::load_session()
{
    try {
        co_await request_.exchange_.load();
    } catch (...) {
        not_loaded_ = std::current_exception();
    }
}

Task<void> Exchange::commit_session()
{
    try {
        co_await request_.exchange_.commit();
    } catch (...) {
        // Saving throws it again.
    }
}

http::Reply Exchange::begin() noexcept
try {
    if (not_loaded_)
        std::rethrow_exception(not_loaded_);
    // What runs before a request need not know that Host can lie.
    if (target_.kind == Target::Kind::error && !target_.text.empty())
        return errors().status(target_.status, target_.text);
    const http::Message& message = arrival_.message;
    RouteTable::Route* const route = target_.asked();
    std::optional<int> rejected;
    if (message.refusal) { // without a body that could be a form
        rejected = message.refusal->status;
        context_.forms.read_arguments(request_);
    } else {
        // Hooks and handlers of errors look at them also where no handler is asked.
        const std::optional<int> refused = context_.forms.read(request_, message);
        if (route)
            rejected = refused;
    }
    if (rejected) // no handler will run
        request_.csrf_exempt_ = true;
    if (auto response = chain_.before(request_))
        return *std::move(response);
    if (rejected)
        return errors().status(*rejected);
    if (!route)
        return response_without_handler();
    for (BeforeHook& hook : route->before)
        if (auto response = hook.call(request_))
            return *std::move(response);
    if (auto reply = route->handler(request_, target_.variables()))
        return *std::move(reply);
    return errors().status(404); // a number too large for its parameter
} catch (...) {
    return errors().exception();
}

Response Exchange::response_without_handler()
{
    switch (target_.kind) {
    case Target::Kind::options: {
        Response response("");
        response.headers.set("Allow", target_.allowed.allow());
        return response;
    }
    case Target::Kind::redirect: {
        // Relative, unlike Flask's: a cache may keep it, and must not keep what this client sent as
        // Host.
        std::string location = std::string(request_.script_root) + target_.text;
        if (!request_.query_string.empty())
            location.append("?").append(request_.query_string);
        return redirect(location, 308);
    }
    default: {
        Response response = errors().status(target_.status);
        if (target_.status == 405)
            response.headers.set("Allow", target_.allowed.allow());
        return response;
    }
    }
}

bool Exchange::after(Response& response) noexcept
try {
    auto& own = request_.after_this_request_;
    for (std::size_t i = 0; i < own.size(); ++i) { // one of them may add another
        auto function = std::exchange(own[i], {});
        function(response);
    }
    if (target_.route)
        for (auto hook = target_.route->after.rbegin(); hook != target_.route->after.rend(); ++hook)
            hook->call(request_, response);
    chain_.after(request_, response);
    require_status(response.status);
    return true;
} catch (...) {
    response = errors().late_exception();
    return false;
}

void Exchange::save_session(Response& response) noexcept
try {
    const bool used = request_.session().accessed();
    const bool refreshes = !target_.route || target_.route->refreshes_session;
    if (!used && !(refreshes && request_.exchange_.may_have_to_be_saved()))
        return;
    SessionFields fields(response.headers);
    const SavedSession saved = request_.exchange_.save(fields.taking(), fields.adding());
    if (!saved.set_cookies.empty() && fields.has_others())
        remove_targeted_cache_fields(response.headers);
    if (!saved.warning.empty())
        context_.log.warning(saved.warning);
    if (used)
        log_rejected_cookie();
    if (used && context_.debug)
        warn_of_unnamed_session();
} catch (...) {
    response = errors().late_exception();
    save_failure(response);
}

void Exchange::save_failure(Response& response) noexcept
try {
    SessionFields fields(response.headers);
    request_.exchange_.save_failure(fields.taking(), fields.adding());
} catch (...) { // no memory: the response says that the logout failed, which is the least
}

// With a store it would have been an error.
void Exchange::warn_of_unnamed_session()
{
    const RouteTable::Route* const route = target_.route;
    if (!route || route->is_blocking || route->session_use != SessionUse::none ||
        context_.routes.loads_session(route) ||
        !context_.unnamed_sessions.first(target_.route_index))
        return;
    context_.log.warning("costrel: the session is used by requests to \"" +
                         std::string(route->name()) +
                         "\", whose handler does not take Session&; with session_store that is an "
                         "error: take Session&, or say .loads_session() of the route");
}

void Exchange::log_rejected_cookie()
{
    const SessionOrigin origin = request_.session().origin();
    if (origin == SessionOrigin::bad_signature || origin == SessionOrigin::from_the_future ||
        origin == SessionOrigin::unreadable || origin == SessionOrigin::too_large)
        context_.log.rejected_cookie(request_.remote_addr, origin, request_.id());
}

// A body that is sent when the request is over tells the log by itself when it fails.
void Exchange::report_failures(Response& response) noexcept
try {
    response.body = Body(std::make_unique<ReportingBody>(response.body.take_source(), context_.log,
                                                         subject_of(request_)));
} catch (...) {
    response = errors().late_exception();
}

void Exchange::end_of_head(Response& response) noexcept
{
    request_.session().finish();
    tell(response);
}

void Exchange::end_of_body() noexcept
{
    if (std::exchange(has_ended_, true))
        return;
    const auto failed = [&](std::string_view what) {
        context_.log.exception(subject_of(request_), what);
    };
    try {
        if (unhandled_)
            std::rethrow_exception(unhandled_);
        chain_.teardown(request_, nullptr, failed);
    } catch (const std::exception& error) {
        chain_.teardown(request_, &error, failed);
    } catch (...) {
        chain_.teardown(request_, nullptr, failed);
    }
}

void Exchange::tell_telemetry(Response& response) noexcept
{
    Telemetry& telemetry = context_.telemetry;
    telemetry.tell({.message = arrival_.message,
                    .remote_addr = request_.remote_addr,
                    .endpoint = request_.endpoint,
                    .route = target_.route_index,
                    .id = telemetry.wants_ids() ? request_.id() : std::string_view(),
                    .started = arrival_.time},
                   response);
}

} // namespace costrel::inline v1::detail
