#pragma once

#include "requests.hpp"

#include <costrel/session/config.hpp>

#include <cstddef>

namespace costrel::inline v1::hammer {

// Runs the load in a child process that is killed in the midst of it, again and again; the last one
// gets to its end. Gives how often it was killed.
std::size_t run_killed(const SessionConfig& config, Clients& clients, Load load, Ledger& ledger);

} // namespace costrel::inline v1::hammer
