#pragma once

#include <costrel/session/store.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace costrel::inline v1::session {

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
    void forget(const StoreKey& session) noexcept;

    std::size_t size() const noexcept { return sessions_.size(); } // sessions that are listed

private:
    using Places =
        std::set<std::pair<SysMillis, StoreKey>>; // the end of a session, and the session
    struct User {
        std::uint64_t epoch = 0;
        Places places{};
    };
    using Users = std::map<StoreKey, User>;
    struct Listed {
        Users::iterator user;
        Places::iterator place;
    };
    using Sessions = std::map<StoreKey, Listed>;

    void put(Users::iterator user, const StoreKey& session, SysMillis end);
    void remove(Sessions::iterator session) noexcept;

    Users users_; // who has none is not here
    Sessions sessions_;
    std::uint64_t last_epoch_ = 0; // no user has had a later one
};

} // namespace costrel::inline v1::session
