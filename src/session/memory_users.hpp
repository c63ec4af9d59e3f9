#pragma once

#include <costrel/session/store.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace costrel::session {

// Which sessions each user has, in the memory of this process. Not for several threads at once.
class MemoryUsers {
public:
    UserIndex::Joined join(const StoreKey& user, const StoreKey& session, SysMillis now,
                           SysMillis end, std::size_t cap);
    bool confirm(const StoreKey& user, const StoreKey& session, std::uint64_t epoch) const;
    bool leave(const StoreKey& user, const StoreKey& session);
    std::vector<StoreKey> list(const StoreKey& user, SysMillis now) const;
    std::vector<StoreKey> end_all(const StoreKey& user, const std::optional<StoreKey>& keep);
    // A session is gone: whosever it was.
    void forget(const StoreKey& session);

    std::size_t size() const noexcept { return owners_.size(); } // sessions that are listed

private:
    struct User {
        std::uint64_t epoch = 0;
        std::map<StoreKey, SysMillis> ends{}; // of each session
    };

    void remove(const StoreKey& user, const StoreKey& session);

    std::map<StoreKey, User> users_; // who has none is not here
    std::map<StoreKey, StoreKey> owners_;
    std::uint64_t last_epoch_ = 0; // no user has had a later one
};

} // namespace costrel::session
