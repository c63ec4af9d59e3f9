#pragma once

#include "session/setup.hpp"

#include <costrel/session/handle.hpp>
#include <costrel/session/interface.hpp>
#include <costrel/task.hpp>

#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::session {

// What SessionInterface does with the sessions of a user that are in a store which lists them. All
// throw StoreUnavailableError.
Task<std::vector<SessionSummary>> stored_sessions_of(const Setup& setup, std::string user);
// One of them, with all of its entries; nothing: the user has no such session.
Task<std::optional<SessionSummary>> stored_session_of(const Setup& setup, std::string user,
                                                      Handle handle);
Task<bool> end_stored_session(const Setup& setup, std::string user, Handle handle);
Task<void> end_stored_sessions_of(const Setup& setup, std::string user);

} // namespace costrel::inline v1::session

#pragma GCC visibility pop
