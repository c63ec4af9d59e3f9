#pragma once

#include <costrel/response.hpp>
#include <costrel/task.hpp>

namespace costrel {

// Runs a handler's task to its end, in an event loop of its own: it sleeps and waits for sockets
// and other threads as in a server, and the caller waits with it. Throws std::logic_error when it
// does not end within 30 seconds.
Response run_in_test_loop(Task<Response> task);

} // namespace costrel
