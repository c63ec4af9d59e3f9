#include "app/debug_page.hpp"
#include "app/dispatcher.hpp"

#include <costrel/errors.hpp>

#include <new>
#include <string>
#include <utility>

// What the dispatcher answers when something went wrong.
namespace costrel {

namespace {

// Flask's sentence for a missing key in debug mode.
std::string key_description(std::string_view key)
{
    return "The browser (or proxy) sent a request that this server could not understand. "
           "KeyError: '" +
           std::string(key) + "'";
}

} // namespace

// Takes no memory, unlike Flask's page for that status.
Response Dispatcher::out_of_memory() noexcept
{
    Response response("<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n"
                      "<h1>Internal Server Error</h1>\n");
    response.status = 500;
    return response;
}

// For the numbers and the log: the client left, for which nginx has a status, or the server ends.
Response Dispatcher::cancelled() const noexcept
{
    Response response("");
    response.status = telemetry_.status().is_stopping() ? 503 : 499;
    return response;
}

Response Dispatcher::answer_status(Request& request, ScopeChain& chain, int status,
                                   std::string_view description)
{
    if (chain.may_handle(status)) { // otherwise, as usual, no error object is made
        const HttpError error(status, std::string(reason_phrase(status)), description);
        if (auto response = chain.handle(request, std::make_exception_ptr(error), error))
            return *std::move(response);
    }
    return description.empty() ? Response(status) : error_page(status, description);
}

Response Dispatcher::answer_exception(Request& request, ScopeChain& chain,
                                      std::exception_ptr& unhandled) noexcept
try {
    const std::exception_ptr thrown = std::current_exception();
    std::string what = "something that is no std::exception was thrown";
    try {
        throw;
    } catch (const BadRequestKeyError& error) {
        if (debug_) // then the page names the key, as Flask's
            return answer_http_error(request, chain, thrown,
                                     HttpError(400, error.what(), key_description(error.key())));
        return answer_http_error(request, chain, thrown, error);
    } catch (const HttpError& error) {
        return answer_http_error(request, chain, thrown, error);
    } catch (const TaskCancelled&) { // nobody's mistake, and nobody is there for the answer
        return cancelled();
    } catch (const std::bad_alloc&) {
        what = "out of memory";
    } catch (const std::exception& error) {
        what = error.what();
    } catch (...) {
    }
    if (auto response = chain.handle(request, thrown))
        return *std::move(response);
    unhandled = thrown;
    log_.exception(request, what);
    if (debug_)
        return debug_page_of(thrown, what, request);
    const HttpError error(what, thrown);
    if (auto response = chain.handle(request, std::make_exception_ptr(error), error))
        return *std::move(response);
    return Response(500);
} catch (const std::bad_alloc&) {
    log_.exception(request, "out of memory");
    return out_of_memory();
} catch (const std::exception& error) {
    return internal_error(request, error.what());
} catch (...) {
    return internal_error(request, "a handler of errors threw what is no std::exception");
}

Response Dispatcher::answer_http_error(Request& request, ScopeChain& chain,
                                       const std::exception_ptr& thrown, const HttpError& error)
{
    if (auto response = chain.handle(request, thrown, error))
        return *std::move(response);
    return error_page(error.status(), error.description());
}

Response Dispatcher::debug_page_of(const std::exception_ptr& thrown, std::string_view what,
                                   const Request& request) const
try {
    std::rethrow_exception(thrown);
} catch (...) {
    const bool has_route = request.route_ < routes_.size();
    return debug_page(thrown_type(), what, request, *request.message_,
                      has_route ? &routes_[request.route_].pattern : nullptr);
}

Response Dispatcher::internal_error(const Request& request, std::string_view what) noexcept
try {
    log_.exception(request, what);
    if (debug_ && std::current_exception())
        return debug_page_of(std::current_exception(), what, request);
    return Response(500);
} catch (...) {
    return out_of_memory();
}

// What was thrown when the answer stood already: no handler is asked any more, for it could fail in
// the same way.
Response Dispatcher::answer_late_exception(const Request& request,
                                           std::exception_ptr& unhandled) noexcept
try {
    unhandled = std::current_exception();
    throw;
} catch (const std::bad_alloc&) {
    log_.exception(request, "out of memory");
    return out_of_memory();
} catch (const std::exception& error) {
    return internal_error(request, error.what());
} catch (...) {
    return internal_error(request, "something that is no std::exception was thrown");
}

} // namespace costrel
