#pragma once

#include "app/telemetry/access_log.hpp"
#include "app/telemetry/request_ids.hpp"
#include "app/telemetry/request_metrics.hpp"
#include "http/message.hpp"
#include "http/reply.hpp"
#include "http/server_status.hpp"

#include <costrel/config.hpp>
#include <costrel/request.hpp>
#include <costrel/response.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace costrel {

class Exposition;

// What can be seen of an application from outside: the access log, the ids of requests, numbers.
// What nobody asked for costs a request one look at it.
class Telemetry {
public:
    // `routes` must outlive it. Throws ConfigError when the configuration cannot work.
    Telemetry(const Config& config, const RouteTable& routes);

    static Telemetry& of(const Request& request) noexcept;

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
    // The answer to a request is done.
    void answered(const Request& request, Response& response) noexcept
    {
        if (sends_id_ || request.started_ != 0)
            tell(request, response);
    }
    // A request was answered by the server itself.
    void refused(const http::RefusedRequest& request, const http::Peer& peer) noexcept;

    // The page of metrics(); requests are counted from the first one on, if not before.
    static std::string expose(const Request& request);

private:
    static std::int64_t steady_nanoseconds() noexcept;
    void tell(const Request& request, Response& response) noexcept;
    void log(const Request& request, Response& response,
             std::chrono::nanoseconds duration) noexcept;
    RequestMetrics& count_requests();
    std::string expose(const SessionCounters& sessions, std::uint64_t blocking_refused);

    const RouteTable& routes_;
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

} // namespace costrel
