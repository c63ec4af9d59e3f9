#pragma once

#include "app/telemetry/access_log.hpp"
#include "app/telemetry/request_ids.hpp"
#include "app/telemetry/request_metrics.hpp"
#include "http/message.hpp"
#include "http/reply.hpp"
#include "http/server_status.hpp"

#include <costrel/config.hpp>
#include <costrel/response.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/session_observer.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1 {

class Exposition;

// A request whose response is done, as the log and the numbers tell of it.
struct FinishedRequest {
    const http::Message& message;
    std::string_view remote_addr;
    std::string_view endpoint; // empty: no route
    std::size_t route;         // its number, or RequestMetrics::no_route
    std::string_view id;       // may be empty unless Telemetry::wants_ids()
    std::int64_t started;      // what Telemetry::start() gave
};

// What can be seen of an application from outside: the access log, the ids of requests, numbers.
// What nobody asked for costs a request one look at it.
class Telemetry {
public:
    // `endpoints` are those of the routes, in their order; with `counts_requests` they are counted
    // from the start. Throws ConfigError when the configuration cannot work.
    Telemetry(const Config& config, std::vector<std::string> endpoints, bool counts_requests);

    // Where the server that serves the application counts.
    http::ServerStatus& status() noexcept { return status_; }

    // Begins the access log, if the configuration asks for one; an application that is only tested
    // writes none. Throws ConfigError when its file cannot be opened.
    void open_log(const Config& config);
    void reopen_log() noexcept;
    // As the end of the log would: writes what is there, if that can be done in a second.
    void flush_log() noexcept;

    // When a request began, in nanoseconds of the steady clock; 0 when nobody wants to know.
    std::int64_t start() const noexcept
    {
        return watching_.load(std::memory_order_relaxed) ? steady_nanoseconds() : 0;
    }
    // The id that a request came with, if one can be trusted, or a new one, written to `own`.
    std::string_view id_of(const http::Message& message, RequestIds::Text& own) noexcept;
    // Whether it wants to be told of a request that began then, and whether with its id.
    bool listens(std::int64_t started) const noexcept { return sends_id_ || started != 0; }
    bool wants_ids() const noexcept { return sends_id_ || log_; }
    // The response to a request is done.
    void tell(const FinishedRequest& request, Response& response) noexcept;
    // A request was answered by the server itself.
    void refused(const http::RefusedRequest& request, const http::Peer& peer) noexcept;

    // The page of metrics(); requests are counted from the first one on, if not before.
    // `blocking_rejected`: requests that found no place in the pool of blocking handlers.
    std::string expose(const SessionInterface& sessions, std::uint64_t blocking_rejected);

private:
    static std::int64_t steady_nanoseconds() noexcept;
    void log(const FinishedRequest& request, Response& response,
             std::chrono::nanoseconds duration) noexcept;
    RequestMetrics& count_requests();

    const std::vector<std::string> endpoints_;
    const std::string id_header_;
    const bool sends_id_;
    std::atomic<bool> watching_ = false; // whether there is a log, or requests are counted
    const std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();

    http::ServerStatus status_;
    RequestIds ids_;
    std::unique_ptr<AccessLog> log_;

    std::mutex mutex_; // for the making of metrics_
    std::unique_ptr<RequestMetrics> metrics_;
    std::atomic<RequestMetrics*> counting_ = nullptr; // metrics_, once it is there
};

} // namespace costrel::inline v1
