#pragma once

#include "app/route_table.hpp"
#include "net/server_options.hpp"

#include <costrel/app.hpp>

namespace costrel::inline v1 {

namespace session {
class Setup;
}

// Within a catch block: what keeps the application from starting is one line of the log. Gives the
// status of the process, 1.
int log_start_fault() noexcept;

// What an operator should know when an application starts, and when a process does.
void log_warnings(const Config& config, const RouteTable& routes);
// The same of its sessions; `plain` is whether browsers reach it by http:.
void log_session_warnings(const Config& config, const session::Setup& sessions,
                          const RouteTable& routes, bool plain);
// One line when the store of its sessions does not reply, which is waited for as long as a request
// would.
void log_store_problem(const session::Setup& sessions);
void log_unknown_variables();

// What the server needs to know of an application that is served as `options` say. Its addresses
// are told on standard output.
net::ServerOptions server_options(const Config& config, const RunOptions& options);

} // namespace costrel::inline v1
