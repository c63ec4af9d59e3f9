#include "app/telemetry/telemetry.hpp"

#include "app/telemetry/logged_body.hpp"
#include "app/telemetry/metrics_page.hpp"
#include "http/grammar.hpp"
#include "session/setup.hpp"

#include <costrel/session/interface.hpp>

#include <exception>
#include <utility>

namespace costrel::inline v1 {

namespace {

bool sends_body(const http::Message& message, const Response& response) noexcept
{
    return message.method != HEAD && response.status != 204 && response.status != 205 &&
           response.status != 304;
}

} // namespace

Telemetry::Telemetry(const Config& config, std::vector<std::string> endpoints, bool counts_requests)
    : endpoints_(std::move(endpoints)), id_header_(config.request_id_header),
      sends_id_(config.send_request_id)
{
    AccessLog::check(config);
    if (!id_header_.empty() && !http::is_token(id_header_))
        throw ConfigError("costrel: request_id_header must be the name of a header field, such as "
                          "\"X-Request-ID\", not \"" +
                          id_header_ + "\"");
    if (counts_requests)
        count_requests();
}

void Telemetry::reopen_log() noexcept
{
    if (log_)
        log_->reopen();
}

void Telemetry::flush_log() noexcept
{
    if (log_)
        log_->end();
}

void Telemetry::open_log(const Config& config)
{
    log_ = AccessLog::open(config);
    if (log_)
        watching_ = true;
}

std::int64_t Telemetry::steady_nanoseconds() noexcept
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

std::string_view Telemetry::id_of(const http::Message& message, RequestIds::Text& own) noexcept
{
    if (!id_header_.empty()) // of two the client may have sent one
        if (const auto sent = message.find_only(id_header_); sent && RequestIds::is_id(*sent))
            return *sent;
    own = ids_.next();
    return {own.data(), own.size()};
}

void Telemetry::tell(const FinishedRequest& request, Response& response) noexcept
{
    if (sends_id_) {
        try {
            response.headers.set("X-Request-ID", std::string(request.id));
        } catch (const std::exception&) {
            // No memory for it: the response goes without.
        }
    }
    if (request.started == 0)
        return;
    const std::chrono::nanoseconds duration(steady_nanoseconds() - request.started);
    if (RequestMetrics* const counting = counting_.load(std::memory_order_acquire))
        counting->count(request.route, request.message.method, response.status, duration);
    if (log_)
        log(request, response, duration);
}

void Telemetry::log(const FinishedRequest& request, Response& response,
                    std::chrono::nanoseconds duration) noexcept
try {
    const http::Message& message = request.message;
    AccessRecord record;
    record.time = std::chrono::system_clock::now();
    record.remote_addr = request.remote_addr;
    record.method = message.method_token;
    record.target = message.target;
    record.minor_version = message.minor_version;
    record.status = response.status;
    const bool has_body = sends_body(message, response);
    record.body_bytes = has_body ? response.body.view().size() : 0;
    record.referer = message.find("Referer").value_or("");
    record.user_agent = message.find("User-Agent").value_or("");
    record.duration = duration;
    record.endpoint = request.endpoint;
    record.request_id = request.id;
    if (message.refusal)
        record.refused_by = http::rule_name(message.refusal->rule);
    if (has_body && response.is_streamed()) {
        const std::chrono::steady_clock::time_point started{
            std::chrono::nanoseconds(request.started)};
        auto source = std::make_unique<LoggedBody>(*log_, record, started);
        source->watch(response.body.take_source());
        response.body = Body(std::move(source)); // its line is written when the body has ended
    } else {
        log_->write(record);
    }
} catch (const std::exception&) {
    log_->count_dropped(); // no memory
}

void Telemetry::refused(const http::RefusedRequest& request, const http::Peer& peer) noexcept
{
    if (!log_)
        return;
    AccessRecord record;
    record.time = std::chrono::system_clock::now();
    record.remote_addr = peer.address;
    record.request_line = request.request_line;
    record.status = request.refusal.status;
    record.body_bytes = request.body_bytes;
    record.refused_by = http::rule_name(request.refusal.rule);
    log_->write(record);
}

RequestMetrics& Telemetry::count_requests()
{
    const std::lock_guard lock(mutex_);
    if (!metrics_) {
        metrics_ = std::make_unique<RequestMetrics>(endpoints_);
        counting_.store(metrics_.get(), std::memory_order_release);
        watching_ = true;
    }
    return *metrics_;
}

std::string Telemetry::expose(const SessionInterface& sessions, std::uint64_t blocking_rejected)
{
    const RequestMetrics& requests = count_requests();
    Exposition page;
    requests.expose(page);
    page.family("costrel_blocking_refused", "counter",
                "Requests for blocking() routes that found no thread and no place in the queue.");
    page.sample("_total", blocking_rejected);
    expose_traffic(page, status_.traffic());
    expose_sessions(page, sessions.counters(), sessions.setup().gauges());
    if (log_) {
        page.family("costrel_access_log_dropped_lines", "counter",
                    "Lines of the access log that could not be written.");
        page.sample("_total", log_->dropped());
    }
    expose_process(page, started_);
    return std::move(page).text();
}

} // namespace costrel::inline v1
