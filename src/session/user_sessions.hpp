#pragma once

#include "session/setup.hpp"

#include <costrel/session/handle.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/task.hpp>

#include <string>
#include <vector>

namespace costrel::inline v1::session {

// What SessionInterface does with the sessions of a user that are in a store which lists them. All
// throw StoreUnavailableError.
Task<std::vector<SessionSummary>> stored_sessions_of(const Setup& setup, std::string user);
Task<bool> end_stored_session(const Setup& setup, std::string user, Handle handle);
Task<void> end_stored_sessions_of(const Setup& setup, std::string user);

} // namespace costrel::inline v1::session
