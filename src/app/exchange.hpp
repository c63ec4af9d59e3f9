#pragma once

#include "app/context.hpp"
#include "app/error_responder.hpp"
#include "app/scope_chain.hpp"
#include "app/target.hpp"
#include "http/reply.hpp"

#include <costrel/request.hpp>
#include <costrel/response.hpp>
#include <costrel/task.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string_view>
#include <utility>

namespace costrel::inline v1 {

// A request as it comes from the connection, which keeps both until the response is there.
struct Arrival {
    const http::Message& message;
    const http::Peer& peer;
    std::int64_t time; // what Telemetry::start() gave
};

// One request from its target to the end of its response. Whatever way the response comes about,
// these are the steps, in this order:
//
//     load_session()   where it is in a store and to be loaded
//     begin()          what runs before the handler, and the handler
//     after()          what runs after it
//     commit_session() where it is in a store
//     save_session()
//     end()            what runs at the very end, and who counts requests
//
// None of them throws: what is thrown within them becomes the response.
class detail::Exchange {
public:
    // All of them must outlive it, and stay where they are.
    Exchange(Context& context, const Arrival& arrival, Target& target);
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;

    // Whether load_session() has something to do.
    bool loads_session() const noexcept { return loads_session(context_, target_); }
    static bool loads_session(const Context& context, const Target& target) noexcept
    {
        return context.stores_sessions && context.routes.loads_session(target.route);
    }
    // These two wait without blocking. What fails in them is known to begin() and save_session().
    Task<void> load_session();
    Task<void> commit_session();
    bool stores_session() const noexcept { return context_.stores_sessions; }

    // A task only for a handler that is one; when it throws, failed() has the response.
    http::Reply begin() noexcept;
    // Within a catch block.
    Response failed() noexcept { return errors().exception(); }

    // False when something was thrown: the response is that to an error, and saves no session.
    bool after(Response& response) noexcept;
    void save_session(Response& response) noexcept;
    void end(Response& response) noexcept
    {
        if (response.is_streamed())
            report_failures(response);
        end_of_body();
        tell(response);
    }

    // All three.
    void finish(Response& response) noexcept
    {
        if (after(response))
            save_session(response);
        end(response);
    }

    // For a Stream, whose response is sent while its handler goes on: end() in two parts.
    void end_of_head(Response& response) noexcept;
    void end_of_body() noexcept; // the second time it does nothing
    void body_failed(std::exception_ptr error, std::string_view what) noexcept
    {
        unhandled_ = std::move(error);
        context_.log.exception(subject_of(request_), what);
    }

    const Request& request() const noexcept { return request_; }
    // Tells who counts requests and logs them.
    void tell(Response& response) noexcept
    {
        if (context_.telemetry.listens(arrival_.time))
            tell_telemetry(response);
    }

private:
    std::size_t scope_of_trusted_host();
    ErrorResponder errors() noexcept
    {
        return {context_, arrival_.message, request_, chain_, target_.route, unhandled_};
    }
    Response response_without_handler();
    void save_failure(Response& response) noexcept;
    void log_rejected_cookie();
    void warn_of_unnamed_session();
    void report_failures(Response& response) noexcept;
    void tell_telemetry(Response& response) noexcept;

    Context& context_;
    const Arrival& arrival_;
    Target& target_;
    Request request_;
    ScopeChain chain_;
    std::exception_ptr not_loaded_; // why load_session() failed
    std::exception_ptr unhandled_;  // what was thrown, and not turned into a response by a handler
    bool has_ended_ = false;
};

} // namespace costrel::inline v1
