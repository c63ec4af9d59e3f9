#pragma once

#include "session/membership.hpp"
#include "session/setup.hpp"
#include "session/store_call.hpp"
#include "session/stored_ending.hpp"
#include "session/stored_session.hpp"

#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <optional>

namespace costrel::inline v1::session {

// Asks the store one thing. It is counted, and the observer is told of an error.
Task<StoreReply> ask_counted(const Setup& setup, StoreCall call, Deadline deadline);

// Asks the store what `ending` began with, and then one thing after the other until the session has
// ended, each by a deadline of its own; or only to erase it. An error: it may not have.
Task<std::optional<StoreError>> ask_ending(const Setup& setup, StoredEnding& ending,
                                           StoreCall call);

// Asks the store `call`, and then one thing after the other until nothing is left to be asked, or
// the time is up. Throws what StoredSession::throw_problem() does, and TaskCancelled.
// What is inserted joins the sessions of its user first, if `membership` is not nullptr.
Task<void> ask_store(const Setup& setup, StoredSession& stored, StoreCall call, Deadline deadline,
                     Membership* membership = nullptr);

} // namespace costrel::inline v1::session
