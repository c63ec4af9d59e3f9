#pragma once

#include "app/telemetry/exposition.hpp"
#include "http/server_status.hpp"
#include "session/session_gauges.hpp"

#include <costrel/session_observer.hpp>

#include <chrono>

namespace costrel::inline v1 {

// What the page of metrics has beside the requests.
void expose_traffic(Exposition& page, const http::TotalTraffic& traffic);
void expose_sessions(Exposition& page, const SessionCounters& sessions,
                     const session::SessionGauges& gauges);
void expose_process(Exposition& page, std::chrono::system_clock::time_point started);

} // namespace costrel::inline v1
