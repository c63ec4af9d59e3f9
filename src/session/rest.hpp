#pragma once

#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <chrono>

namespace costrel::inline v1::session {

// Lets others go first for so long; in a loop, which looks at its deadlines ten times a second,
// perhaps longer.
Task<void> rest(std::chrono::microseconds pause, Deadline deadline);

} // namespace costrel::inline v1::session
