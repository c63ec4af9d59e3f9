#pragma once

#include "stores/link/pauses.hpp"
#include "stores/redis/redis_servers.hpp"
#include "stores/redis/slot_map.hpp"

#include <chrono>

namespace costrel::inline v1::stores {

// A Redis Cluster. What each reply means stands in docs/decisions/redis-cluster.md.
class RedisCluster final : public RedisServers {
public:
    explicit RedisCluster(const RedisSettings& settings) : slots_(settings) {}

    Task<StoreResult<resp::Reply>> ask(RedisCall call) override;
    Task<StoreResult<std::size_t>> count(std::string pattern, Deadline deadline) override;
    StoreConnections connections() const noexcept override { return slots_.connections(); }

private:
    Task<void> refresh(SlotMap::Node node, Deadline deadline);

    SlotMap slots_;
    Pauses pauses_;
};

} // namespace costrel::inline v1::stores
