#pragma once

#include "session/setup.hpp"
#include "session/store_call.hpp"
#include "session/user_lists.hpp"

#include <costrel/detail/session_content.hpp>
#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace costrel::inline v1::session {

// One request's session in the list of its user: it is there before its record is, so that a
// request that ends all sessions of the user misses none, and it is looked for there once more when
// the record is.
class Membership {
public:
    // Of the session as it is about to be stored. Where the store has no lists, or the session has
    // no user, nothing is done.
    Membership(const Setup& setup, const detail::SessionContent& content,
               std::chrono::sys_seconds now, Deadline deadline);

    // Whether a session that stays under its ID has to be listed anew, for the place in the list
    // ends some time.
    bool is_due() const noexcept { return is_due_; }
    // Lists it anew. An error: its place may end before it does.
    Task<std::optional<StoreError>> relist(StoreKey session);

    // `session` is about to be made. An error: it must not be.
    Task<std::optional<StoreError>> join(StoreKey session);
    // What the store replied to that.
    void inserted(const StoreReply& reply) noexcept;
    // It was stored, and lies at `session`, or nowhere; `before`: the record that it has left, or
    // that was erased. An error: it may not stay, and is gone, or nobody is told its ID.
    Task<std::optional<StoreError>> settle(std::optional<StoreKey> session,
                                           std::optional<StoreKey> before);
    // Whether that has anything to do.
    bool has_to_settle(const std::optional<StoreKey>& before) const noexcept
    {
        return joined_ || relisted_ || ends_others_ || (before && before_);
    }
    // It was not stored, as far as anybody knows.
    Task<void> undo();

private:
    UserLists lists_of(const std::string& user) const;
    Task<std::optional<StoreError>> settle_joined(std::optional<StoreKey> before);
    Task<StoreResult<bool>> confirm();

    const Setup* setup_;
    std::chrono::sys_seconds now_;
    Deadline deadline_;
    std::optional<std::string> user_{};   // whose it is now
    std::optional<std::string> before_{}; // whose it was when it was opened
    SysMillis end_{};                     // of its place in the list
    bool is_due_ = false;
    bool ends_others_ = false;
    std::optional<StoreKey> relisted_{};
    std::optional<StoreKey> joined_{};
    std::uint64_t epoch_ = 0;
    unsigned insertions_ = 0; // that may have been done
    std::vector<StoreKey> displaced_{};
};

} // namespace costrel::inline v1::session
