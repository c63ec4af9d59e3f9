#pragma once

#include "session/setup.hpp"

#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace costrel::inline v1::session {

// Where the sessions of a user are listed: a hash of the application and of the user's text. It
// needs no key, so that those of a login before the keys were replaced are found.
StoreKey user_list_key(std::string_view application, std::string_view user);

// The list of one user's sessions: what UserIndex can be asked, counted and told as calls of the
// store are. The store has lists.
class UserLists {
public:
    // `deadline`: of all calls; nothing: each has its own.
    UserLists(const Setup& setup, StoreKey user, SysMillis now,
              std::optional<Deadline> deadline = std::nullopt)
        : setup_(&setup), user_(std::move(user)), now_(now), deadline_(deadline)
    {
    }

    Task<StoreResult<UserIndex::Joined>> join(StoreKey session, SysMillis end,
                                              std::size_t cap) const;
    Task<StoreResult<bool>> confirm(StoreKey session, std::uint64_t epoch) const;
    Task<StoreResult<bool>> leave(StoreKey session) const;
    Task<StoreResult<std::vector<StoreKey>>> list() const;
    Task<StoreResult<std::vector<StoreKey>>> end_all(std::optional<StoreKey> keep) const;

private:
    Deadline deadline() const { return deadline_ ? *deadline_ : setup_->deadline(); }

    const Setup* setup_;
    StoreKey user_;
    SysMillis now_;
    std::optional<Deadline> deadline_;
};

} // namespace costrel::inline v1::session
