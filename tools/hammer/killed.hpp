#pragma once

#include "processes.hpp"

namespace costrel::inline v1::hammer {

// Runs the load in a child process that is killed in the midst of it, again and again; the last one
// gets to its end.
void run_killed(const std::function<SessionConfig()>& config, Clients& clients, Load load,
                Ledger& ledger);

} // namespace costrel::inline v1::hammer
