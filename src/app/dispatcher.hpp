#pragma once

#include "app/blocking_pool.hpp"
#include "app/files/file_readers.hpp"
#include "app/form_reader.hpp"
#include "app/route_table.hpp"
#include "app/scope_chain.hpp"
#include "app/telemetry/error_log.hpp"
#include "app/telemetry/telemetry.hpp"
#include "app/unfinished_handlers.hpp"
#include "encoding/system_time.hpp"
#include "http/reply.hpp"
#include "routing/tree.hpp"

#include <costrel/config.hpp>
#include <costrel/request.hpp>
#include <costrel/session/interface.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel {

// A started application: answers requests. Everything in it is fixed, so all loops use the same
// one.
class Dispatcher final : public http::Responder {
public:
    // `routes` must outlive it. Throws ConfigError when the configuration cannot work.
    // `clock` is its sessions'; by default the system's.
    Dispatcher(RouteTable& routes, const Config& config, Clock clock = {});

    http::Reply respond(const http::Message& message, const http::Peer& peer) noexcept override;
    void refused(const http::RefusedRequest& request, const http::Peer& peer) noexcept override
    {
        telemetry_.refused(request, peer);
    }

    void given_up(const http::Message& message, const http::Peer& peer) noexcept override;

    http::Admission admit(const http::Message& message) noexcept override;
    void wait_until_idle() noexcept override { blocking_pool_.end(); }
    std::vector<std::string> unfinished() override { return unfinished_.endpoints(routes_); }
    void flush_log() noexcept override { telemetry_.flush_log(); }

    const RouteTable& routes() const noexcept { return routes_; }
    const SessionInterface& sessions() const noexcept { return sessions_; }
    bool debug() const noexcept { return debug_; }
    const ProxyFix* proxy_fix() const noexcept { return proxy_fix_ ? &*proxy_fix_ : nullptr; }
    Telemetry& telemetry() const noexcept { return telemetry_; }

    // Requests that found no place in the pool of blocking handlers.
    std::size_t blocking_refused() const noexcept { return blocking_pool_.refused(); }

    // For the bodies of its responses to that request.
    static FileReaders& file_readers(const Request& request) noexcept
    {
        return request.dispatcher_->file_readers_;
    }

private:
    class StreamedRequest;
    class StreamedAnswer;

    // What the path of a request leads to.
    struct Routed {
        RouteTable::Route* route = nullptr; // its handler is asked
        routing::Match match;
        std::size_t scope = 0;          // in the table's scopes(): what runs around the handler
        std::optional<Response> answer; // without a handler: a redirect, or OPTIONS
        int status = 0;                 // without either: 400, 404 or 405
        std::string description;        // of that status, when it has one of its own
    };
    Routed find_route(Request& request) const;
    Response slash_redirect(const Request& request, const routing::Match& match) const;

    http::Reply handle(Request& request, const Routed& routed, ScopeChain& chain);
    // A response: only for what is no task.
    http::Reply answer(Request& request, const Routed& routed);
    Task<Response> respond_later(const http::Message& message, const http::Peer& peer);
    Task<Response> respond_streaming(const http::Message& message, const http::Peer& peer);
    Task<Response> respond_in_pool(const http::Message& message, const http::Peer& peer);
    static Response out_of_memory() noexcept;
    Response cancelled() const noexcept;
    Response answer_status(Request& request, ScopeChain& chain, int status,
                           std::string_view description = {});
    // Within a catch block: the answer to what was thrown. `unhandled` is set when no handler of
    // errors took it.
    Response answer_exception(Request& request, ScopeChain& chain,
                              std::exception_ptr& unhandled) noexcept;
    Response answer_late_exception(const Request& request, std::exception_ptr& unhandled) noexcept;
    Response internal_error(const Request& request, std::string_view what) noexcept;
    Response answer_http_error(Request& request, ScopeChain& chain,
                               const std::exception_ptr& thrown, const HttpError& error);
    Response debug_page_of(const std::exception_ptr& thrown, std::string_view what,
                           const Request& request) const;
    void finish(Request& request, Response& response, ScopeChain& chain,
                std::exception_ptr& unhandled) noexcept;
    void complete(Request& request, Response& response, ScopeChain& chain,
                  std::exception_ptr& unhandled) noexcept;
    void report_failures(const Request& request, Response& response);
    void teardown(Request& request, ScopeChain& chain,
                  const std::exception_ptr& unhandled) noexcept;
    void save_session(Request& request, Response& response);
    void log_refused_cookie(const Request& request) noexcept;

    RouteTable& routes_;
    routing::Tree tree_;
    SessionInterface sessions_;
    FormReader forms_;
    std::optional<ProxyFix> proxy_fix_; // when it looks at any field
    std::vector<std::string> trusted_hosts_;
    bool debug_;
    ErrorLog log_;
    mutable Telemetry telemetry_; // it watches, and changes nothing
    std::size_t max_content_length_;
    bool routes_have_limits_ = false; // of the length of a body
    http::Spool spool_;
    UnfinishedHandlers unfinished_;
    mutable FileReaders file_readers_;
    BlockingPool blocking_pool_; // its threads end before the rest does
};

} // namespace costrel
