#include "app/telemetry/metrics_page.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace costrel::inline v1 {

namespace {

void one(Exposition& page, std::string_view name, std::string_view help, std::uint64_t count)
{
    page.family(name, "counter", help);
    page.sample("_total", count);
}

std::uint64_t refused_by(const http::TotalTraffic& traffic, http::Rule rule)
{
    return traffic.refused[static_cast<std::size_t>(rule)];
}

// In the order of SessionOrigin.
constexpr std::array<std::string_view, session_origin_count> origins{
    "none",      "opened",  "bad_signature", "expired",     "from_the_future", "unreadable",
    "too_large", "no_key",  "malformed",     "unknown_key", "key_revoked",     "key_not_valid",
    "idle",      "revoked", "unverified",    "unknown_id",  "unavailable"};
static_assert(origins.size() == std::tuple_size_v<decltype(SessionCounters::opened)>);
static_assert(static_cast<std::size_t>(SessionOrigin::unavailable) + 1 == origins.size());

// In the order of StoreOperation.
constexpr std::array<std::string_view, store_operation_count> operations{
    "load", "insert", "replace", "touch", "erase", "users"};

// In the order of store_time_bounds, in seconds, and one for what took longer.
constexpr std::array<std::string_view, store_time_bounds.size() + 1> bounds{
    "0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005", "0.01", "0.05", "0.25", "1", "+Inf"};

// In the order of Outage.
constexpr std::array<std::string_view, 3> outages{"fail", "anonymous", "stale"};

void expose_store(Exposition& page, const SessionCounters& sessions,
                  const StoreConnections& connections)
{
    page.family("costrel_session_store_calls", "counter",
                "What the store of sessions was asked, by what became of it.");
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const StoreCounters& calls = sessions.store[i];
        for (const auto& [outcome, count] :
             {std::pair<std::string_view, std::uint64_t>{"done", calls.done},
              {"missing", calls.missing},
              {"conflict", calls.conflict},
              {"failed", calls.failed}})
            page.sample("_total", count, {{"op", operations[i]}, {"outcome", outcome}});
    }
    page.family("costrel_session_store_seconds", "histogram",
                "How long the store of sessions was waited for.");
    for (std::size_t i = 0; i < operations.size(); ++i) {
        const StoreCounters& calls = sessions.store[i];
        std::uint64_t count = 0;
        for (std::size_t bound = 0; bound < bounds.size(); ++bound) {
            count += calls.took[bound];
            page.sample("_bucket", count, {{"op", operations[i]}, {"le", bounds[bound]}});
        }
        page.sample_seconds("_sum", 1'000 * static_cast<std::uint64_t>(calls.time.count()),
                            {{"op", operations[i]}});
        page.sample("_count", count, {{"op", operations[i]}});
    }
    page.family("costrel_session_store_in_flight", "gauge",
                "Calls that wait for the store of sessions.");
    page.sample("", sessions.store_in_flight);
    page.family("costrel_session_store_connections", "gauge",
                "Connections to the server of the store of sessions.");
    page.sample("", connections.open);
    one(page, "costrel_session_store_reconnects",
        "Connections that were made instead of others that broke or ended.",
        connections.reconnects);
    one(page, "costrel_session_merges",
        "Changes that were merged with those of other requests of the same session.",
        sessions.merged);
    one(page, "costrel_session_gave_up", "Requests that met too many others of the same session.",
        sessions.gave_up);
    one(page, "costrel_session_ended_meanwhile", "Requests whose session another one ended.",
        sessions.ended_meanwhile);
    one(page, "costrel_session_own_write_found",
        "Writes that the store had done though its reply got lost.", sessions.own_write_found);
    one(page, "costrel_session_rotated", "Sessions that went on under a new ID, without a login.",
        sessions.rotated);
    one(page, "costrel_session_reused_after_rotation",
        "IDs that came back after they had been replaced.", sessions.reused_after_rotation);
    page.family("costrel_session_outage", "counter",
                "Requests whose session the store did not give, by what became of them.");
    for (std::size_t i = 0; i < outages.size(); ++i)
        page.sample("_total", sessions.outages[i], {{"policy", outages[i]}});
}

} // namespace

void expose_traffic(Exposition& page, const http::TotalTraffic& traffic)
{
    page.family("costrel_connections", "gauge", "Open connections.");
    page.sample("", traffic.accepted - traffic.closed);
    one(page, "costrel_connections_accepted", "Connections accepted.", traffic.accepted);
    one(page, "costrel_received_bytes", "Bytes of requests.", traffic.received);
    one(page, "costrel_sent_bytes", "Bytes of answers, heads included.", traffic.sent);

    // The times are rules, too, but are told of below.
    page.family("costrel_refused_requests", "counter",
                "Requests that the server refused, by the rule or limit that they broke.");
    for (std::size_t i = 0; i < http::rule_count; ++i)
        if (const auto rule = static_cast<http::Rule>(i);
            rule != http::Rule::header_timeout && rule != http::Rule::body_timeout)
            page.sample("_total", traffic.refused[i], {{"rule", http::rule_name(rule)}});

    page.family("costrel_timeouts", "counter",
                "Connections that took too long to send a head or a body, to send a next request, "
                "or to take an answer.");
    page.sample("_total", refused_by(traffic, http::Rule::header_timeout), {{"kind", "header"}});
    page.sample("_total", refused_by(traffic, http::Rule::body_timeout), {{"kind", "body"}});
    page.sample("_total", traffic.idle_timeouts, {{"kind", "idle"}});
    page.sample("_total", traffic.write_timeouts, {{"kind", "write"}});
}

void expose_sessions(Exposition& page, const SessionCounters& sessions,
                     const session::SessionGauges& gauges)
{
    page.family("costrel_sessions_opened", "counter",
                "Sessions that were used, by what became of their cookie.");
    for (std::size_t i = 0; i < origins.size(); ++i)
        page.sample("_total", sessions.opened[i], {{"origin", origins[i]}});
    page.family("costrel_sessions_opened_by_key", "counter",
                "Good cookies by the key that signed them: 0 is the current one, 1 the newest "
                "fallback, 7 all older ones.");
    for (std::size_t i = 0; i < sessions.by_key.size(); ++i)
        page.sample("_total", sessions.by_key[i], {{"key", std::to_string(i)}});
    one(page, "costrel_sessions_saved", "Session cookies sent.", sessions.saved);
    one(page, "costrel_sessions_deleted", "Session cookies taken back.", sessions.deleted);
    one(page, "costrel_session_cookies_too_large", "Session cookies that browsers will drop.",
        sessions.too_large);
    one(page, "costrel_sessions_remembered", "Sessions that the cookie \"remember\" began.",
        sessions.remembered);
    one(page, "costrel_remembered_logins_stolen",
        "Copies of the cookie \"remember\" that came back.", sessions.stolen);
    page.family("costrel_session_key_reloads", "counter", "Keys of sessions that were read again.");
    page.sample("_total", sessions.keys_loaded, {{"result", "loaded"}});
    page.sample("_total", sessions.keys_failed, {{"result", "failed"}});
    expose_store(page, sessions, gauges.connections);
    if (gauges.keys_days_left) {
        page.family("costrel_session_keys_days_left", "gauge",
                    "Whole days until the last key that saves sessions is too old.");
        page.sample("", static_cast<std::uint64_t>(*gauges.keys_days_left));
    }
    if (gauges.revocations) {
        page.family("costrel_session_revocations", "gauge",
                    "Entries of the list of ended sessions.");
        page.sample("", *gauges.revocations);
        page.family("costrel_session_revocation_staleness_seconds", "gauge",
                    "For how long that list has not heard of other processes.");
        page.sample("", static_cast<std::uint64_t>(gauges.staleness.count()));
    }
}

void expose_process(Exposition& page, std::chrono::system_clock::time_point started)
{
    page.family("costrel_build_info", "gauge", "1; the version is in the label.");
    page.sample("", 1, {{"version", COSTREL_VERSION}});
    page.family("process_start_time_seconds", "gauge",
                "When the application started, in seconds since 1970.");
    page.sample_seconds("", static_cast<std::uint64_t>(
                                std::chrono::nanoseconds(started.time_since_epoch()).count()));
}

} // namespace costrel::inline v1
