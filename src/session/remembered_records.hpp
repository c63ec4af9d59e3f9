#pragma once

#include "formats/remembered_logins.hpp"
#include "session/setup.hpp"

#include <costrel/session/handle.hpp>
#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace costrel::inline v1::session {

// The remembered logins of users in a store, of which each user has one record.
class RememberedRecords {
public:
    RememberedRecords(const Setup& setup, std::chrono::sys_seconds now, Deadline deadline) noexcept
        : setup_(&setup), now_(now), deadline_(deadline)
    {
    }

    // Nothing stands in one that is not there.
    Task<StoreResult<formats::RememberedLogins>> read(std::string user);
    // Calls `change` with what stands there, and stores what that makes of it, until no other
    // request has come in between. Nothing is stored when it returns false. An error that is
    // ambiguous: it may have been stored.
    using Change = std::function<bool(formats::RememberedLogins&)>;
    Task<std::optional<StoreError>> change(std::string user, Change change);
    // Whether there was one.
    Task<StoreResult<bool>> erase(std::string user);

private:
    const Setup* setup_;
    std::chrono::sys_seconds now_;
    Deadline deadline_;
};

// Ends all that a user has: the remembered logins and the sessions, in an order in which no request
// beside it can keep one of either. Gives whether there was a record of remembered logins.
Task<StoreResult<bool>> end_stored_user(const Setup& setup, std::string user);

} // namespace costrel::inline v1::session
