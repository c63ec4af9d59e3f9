#pragma once

#include "stores/redis/redis_servers.hpp"

#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1::stores {

// Which sessions each user has, in a Redis: see Script::join_user().
class RedisUsers final : public UserIndex {
public:
    // `servers` must outlive it.
    RedisUsers(RedisServers& servers, std::string prefix)
        : servers_(servers), prefix_(std::move(prefix))
    {
    }

    Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now, SysMillis end,
                                   std::size_t cap, Deadline deadline) override;
    Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                    Deadline deadline) override;
    Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline deadline) override;
    Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now,
                                                  Deadline deadline) override;
    Task<StoreResult<std::vector<StoreKey>>> end_all(StoreKey user, std::optional<StoreKey> keep,
                                                     Deadline deadline) override;

private:
    std::string list_of(const StoreKey& user) const { return prefix_ + "u:" + user.bytes; }

    RedisServers& servers_;
    const std::string prefix_;
};

} // namespace costrel::inline v1::stores
