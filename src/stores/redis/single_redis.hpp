#pragma once

#include "stores/redis/redis_node.hpp"
#include "stores/redis/redis_servers.hpp"

#include <memory>

namespace costrel::inline v1::stores {

// One server.
class SingleRedis final : public RedisServers {
public:
    explicit SingleRedis(const RedisSettings& settings);

    Task<StoreResult<resp::Reply>> ask(RedisCall call) override;
    Task<StoreResult<std::size_t>> count(std::string pattern, Deadline deadline) override;
    StoreConnections connections() const noexcept override { return node_->connections(); }

private:
    const std::shared_ptr<RedisNode> node_;
};

} // namespace costrel::inline v1::stores
