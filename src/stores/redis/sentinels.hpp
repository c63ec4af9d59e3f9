#pragma once

#include "stores/redis/host_port.hpp"
#include "stores/redis/options.hpp"
#include "stores/redis/redis_node.hpp"
#include "stores/redis/resp.hpp"

#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace costrel::inline v1::stores {

// Where a sentinel says that the primary is, and by which failover it became that: the later one
// has the higher epoch.
struct PrimaryPlace {
    HostPort place{};
    std::int64_t epoch = 0;
};
// Of the reply to SENTINEL MASTER; nothing when it is another one.
std::optional<PrimaryPlace> primary_in(const resp::Reply& reply);

// The Redis Sentinels of a site.
class Sentinels {
public:
    explicit Sentinels(const RedisSettings& settings);

    // What the one says that knows of the latest failover; nothing when none replies. Each has 200
    // ms, and those that have failed in the last second are left out while others reply.
    Task<StoreResult<PrimaryPlace>> ask(Deadline deadline);
    StoreConnections connections() const noexcept;

private:
    Task<void> ask_one(std::shared_ptr<RedisNode> node, Deadline deadline,
                       StoreResult<PrimaryPlace>& best);

    const std::string name_; // of the primary
    std::vector<std::shared_ptr<RedisNode>> nodes_;
};

} // namespace costrel::inline v1::stores
