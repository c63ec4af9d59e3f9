#pragma once

#include "session/setup.hpp"
#include "session/user_lists.hpp"

#include <costrel/session/handle.hpp>
#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <optional>
#include <vector>

namespace costrel::inline v1::session {

// Ends sessions of a user that are in the list, also those that other requests give another ID
// meanwhile. They may be many, so each call of the store has a deadline of its own. An error: some
// of them may be alive, and it can be begun again.
class UserEnding {
public:
    // `user`: Setup::user_list_key().
    UserEnding(const Setup& setup, StoreKey user, std::chrono::sys_seconds now)
        : setup_(&setup), lists_(setup, std::move(user), now), now_(now)
    {
    }

    // These.
    Task<std::optional<StoreError>> end_each(std::vector<StoreKey> sessions);
    // All but `keep`.
    Task<std::optional<StoreError>> end_all(std::optional<StoreKey> keep);
    // That with this handle; whether there was one.
    Task<StoreResult<bool>> end_one(Handle handle);

private:
    Task<std::optional<StoreError>> erase(StoreKey session);
    Task<std::optional<StoreError>> erase_all(std::vector<StoreKey> sessions);
    Task<StoreResult<bool>> look();
    Task<std::optional<StoreError>> follow();

    const Setup* setup_;
    UserLists lists_;
    std::chrono::sys_seconds now_;
    std::vector<Handle> moved_{}; // of those that lie, or may lie, under another ID by now
};

} // namespace costrel::inline v1::session
