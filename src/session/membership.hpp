#pragma once

#include "session/setup.hpp"

#include <costrel/detail/session_content.hpp>
#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::session {

// Where the sessions of a user are listed: a hash of the application and of the user's text. It
// needs no key, so that those of a login before the keys were replaced are found.
StoreKey user_list_key(std::string_view application, std::string_view user);

// What UserIndex can be asked for, counted and told as calls of the store are. `users` is not
// nullptr.
class UserLists {
public:
    UserLists(const Setup& setup, SysMillis now, Deadline deadline) noexcept
        : setup_(&setup), users_(setup.users()), now_(now), deadline_(deadline)
    {
    }

    Task<StoreResult<UserIndex::Joined>> join(StoreKey user, StoreKey session, SysMillis end);
    Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch);
    Task<StoreResult<bool>> leave(StoreKey user, StoreKey session);
    Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user);
    // Ends all sessions of the user but `keep`.
    Task<std::optional<StoreError>> end(StoreKey user, std::optional<StoreKey> keep);
    // Ends these, which are in the list of the user.
    Task<std::optional<StoreError>> end_each(StoreKey user, std::vector<StoreKey> sessions);

private:
    Task<std::optional<StoreError>> erase_each(std::vector<StoreKey> sessions);

    const Setup* setup_;
    UserIndex* users_;
    SysMillis now_;
    Deadline deadline_;
};

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
    // `session` is about to be made. An error: it must not be.
    Task<std::optional<StoreError>> join(StoreKey session);
    // It was stored, and lies at `session`, or nowhere; `before`: the record that it has left, or
    // that was erased. An error: it may not stay, and is gone.
    Task<std::optional<StoreError>> settle(std::optional<StoreKey> session,
                                           std::optional<StoreKey> before);
    // It was not stored.
    Task<void> undo();

private:
    Task<std::optional<StoreError>> settle_joined(std::optional<StoreKey> before);

    const Setup* setup_;
    UserLists lists_;
    std::optional<std::string> user_{};   // whose it is now
    std::optional<std::string> before_{}; // whose it was when it was opened
    SysMillis end_{};                     // of its place in the list
    bool is_due_ = false;
    bool ends_others_ = false;
    std::optional<StoreKey> session_{}; // that has joined
    std::uint64_t epoch_ = 0;
    std::vector<StoreKey> displaced_{};
};

} // namespace costrel::session
