#pragma once

#include "app/file_readers.hpp"
#include "app/form_reader.hpp"
#include "app/once_each.hpp"
#include "app/route_table.hpp"
#include "app/telemetry/error_log.hpp"
#include "app/telemetry/session_log.hpp"
#include "app/telemetry/telemetry.hpp"

#include <costrel/config.hpp>
#include <costrel/proxy_fix.hpp>
#include <costrel/session/interface.hpp>

#include <optional>
#include <string>
#include <vector>

namespace costrel::inline v1 {

class BlockingPool;

// What all requests of a started application have in common. It is used by many threads at once.
struct detail::Context {
    // `routes` and `blocking_pool` must outlive it. Throws ConfigError when the configuration
    // cannot work. `clock` is its sessions'.
    Context(RouteTable& routes, const Config& config, Clock clock,
            const BlockingPool& blocking_pool);

    RouteTable& routes;
    SessionLog session_log;     // before the sessions, which tell it
    SessionInterface sessions;  // whose functions are const, and safe in many threads
    const bool stores_sessions; // rather than keep them in their cookies
    const FormReader forms;
    const std::optional<ProxyFix> proxy_fix; // when it looks at any field
    const std::vector<std::string> trusted_hosts;
    const bool debug;
    const BlockingPool& blocking_pool;
    OnceEach unnamed_sessions; // the routes of which the log has said that they use one
    ErrorLog log;
    Telemetry telemetry;
    FileReaders file_readers;
};

} // namespace costrel::inline v1
