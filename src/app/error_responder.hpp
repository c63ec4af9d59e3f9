#pragma once

#include "app/context.hpp"
#include "app/scope_chain.hpp"
#include "http/message.hpp"

#include <costrel/errors.hpp>
#include <costrel/request.hpp>
#include <costrel/response.hpp>

#include <exception>
#include <string_view>

namespace costrel::inline v1 {

// Says what one request gets when something went wrong: what a handler of errors makes of it, or
// the page that Flask would send.
class ErrorResponder {
public:
    // All of them must outlive it. `route` is the one that the debug page names, or nullptr. What
    // is thrown and not turned into a response by a handler of errors is kept in `unhandled`.
    ErrorResponder(detail::Context& context, const http::Message& message, Request& request,
                   ScopeChain& chain, const RouteTable::Route* route,
                   std::exception_ptr& unhandled) noexcept
        : context_(context), message_(message), request_(request), chain_(chain), route_(route),
          unhandled_(unhandled)
    {
    }

    // `description` is that of this very error; empty: the usual one of the status.
    Response status(int status, std::string_view description = {});
    // These two within a catch block: the response to what was thrown.
    Response exception() noexcept;
    // The same when there was a response already: no handler is asked any more, for it could fail
    // in the same way.
    Response late_exception() noexcept;

    // These two take no memory, unlike Flask's page for a 500.
    static Response out_of_memory() noexcept;
    // For the numbers and the log: the client left, for which nginx has a status, or the server
    // ends.
    static Response cancelled(Telemetry& telemetry) noexcept;

private:
    Response http_error(const std::exception_ptr& thrown, const HttpError& error);
    Response internal_error(std::string_view what) noexcept;
    Response late_error(int status) noexcept;
    Response debug_page_of(const std::exception_ptr& thrown, std::string_view what) const;
    void log(std::string_view what) noexcept;

    detail::Context& context_;
    const http::Message& message_;
    Request& request_;
    ScopeChain& chain_;
    const RouteTable::Route* route_;
    std::exception_ptr& unhandled_;
};

// What the log says of a request. Its views are good as long as the request.
ErrorLog::Subject subject_of(const Request& request);

} // namespace costrel::inline v1
