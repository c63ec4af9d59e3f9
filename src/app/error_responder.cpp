#include "app/error_responder.hpp"

#include "app/debug_page.hpp"

#include <costrel/session/errors.hpp>

#include <new>
#include <string>
#include <utility>

namespace costrel::inline v1 {

namespace {

constexpr std::string_view no_exception = "something that is no std::exception was thrown";

// Flask's sentence for a missing key in debug mode.
std::string key_description(std::string_view key)
{
    return "The browser (or proxy) sent a request that this server could not understand. "
           "KeyError: '" +
           std::string(key) + "'";
}

// A store that is out of reach may be back soon.
Response retry_later(Response response)
{
    if (response.status == 503 && !response.headers.contains("Retry-After"))
        response.headers.set("Retry-After", "1");
    return response;
}

} // namespace

ErrorLog::Subject subject_of(const Request& request)
{
    return {request.method, request.path, request.endpoint, request.id()};
}

Response ErrorResponder::out_of_memory() noexcept
{
    Response response("<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n"
                      "<h1>Internal Server Error</h1>\n");
    response.status = 500;
    return response;
}

Response ErrorResponder::cancelled(Telemetry& telemetry) noexcept
{
    Response response("");
    response.status = telemetry.status().is_stopping() ? 503 : 499;
    return response;
}

Response ErrorResponder::status(int status, std::string_view description)
{
    if (chain_.may_handle(status)) { // otherwise, as usual, no error object is made
        const HttpError error(status, std::string(reason_phrase(status)), description);
        if (auto response = chain_.handle(request_, std::make_exception_ptr(error), error))
            return *std::move(response);
    }
    return description.empty() ? Response(status) : error_page(status, description);
}

Response ErrorResponder::exception() noexcept
try {
    const std::exception_ptr thrown = std::current_exception();
    std::string what(no_exception);
    try {
        throw;
    } catch (const BadRequestKeyError& error) {
        if (context_.debug) // then the page names the key, as Flask's
            return http_error(thrown, HttpError(400, error.what(), key_description(error.key())));
        return http_error(thrown, error);
    } catch (const HttpError& error) {
        return http_error(thrown, error);
    } catch (const StoreUnavailableError& error) {
        // The log has a line of the store, and not one of each request.
        return retry_later(http_error(thrown, HttpError(503, error.what())));
    } catch (const SessionConflictError& error) {
        return http_error(thrown, HttpError(409, error.what()));
    } catch (const TaskCancelled&) { // nobody's mistake, and nobody is there for the response
        return cancelled(context_.telemetry);
    } catch (const std::bad_alloc&) {
        what = "out of memory";
    } catch (const std::exception& error) {
        what = error.what();
    } catch (...) {
    }
    if (auto response = chain_.handle(request_, thrown))
        return *std::move(response);
    unhandled_ = thrown;
    log(what);
    if (context_.debug)
        return debug_page_of(thrown, what);
    const HttpError error(what, thrown);
    if (auto response = chain_.handle(request_, std::make_exception_ptr(error), error))
        return *std::move(response);
    return Response(500);
} catch (const std::bad_alloc&) {
    log("out of memory");
    return out_of_memory();
} catch (const std::exception& error) {
    return internal_error(error.what());
} catch (...) {
    return internal_error("a handler of errors threw what is no std::exception");
}

Response ErrorResponder::late_exception() noexcept
try {
    unhandled_ = std::current_exception();
    throw;
} catch (const std::bad_alloc&) {
    log("out of memory");
    return out_of_memory();
} catch (const StoreUnavailableError&) {
    return late_error(503);
} catch (const SessionConflictError&) {
    return late_error(409);
} catch (const std::exception& error) {
    return internal_error(error.what());
} catch (...) {
    return internal_error(no_exception);
}

Response ErrorResponder::late_error(int status) noexcept
try {
    return status == 503 ? retry_later(Response(status)) : Response(status);
} catch (...) {
    return out_of_memory();
}

Response ErrorResponder::http_error(const std::exception_ptr& thrown, const HttpError& error)
{
    if (auto response = chain_.handle(request_, thrown, error))
        return *std::move(response);
    return error_page(error.status(), error.description());
}

Response ErrorResponder::internal_error(std::string_view what) noexcept
try {
    log(what);
    if (context_.debug && std::current_exception())
        return debug_page_of(std::current_exception(), what);
    return Response(500);
} catch (...) {
    return out_of_memory();
}

Response ErrorResponder::debug_page_of(const std::exception_ptr& thrown,
                                       std::string_view what) const
try {
    std::rethrow_exception(thrown);
} catch (...) {
    return debug_page(thrown_type(), what, request_, message_, route_ ? &route_->pattern : nullptr);
}

void ErrorResponder::log(std::string_view what) noexcept
{
    context_.log.exception(subject_of(request_), what);
}

} // namespace costrel::inline v1
