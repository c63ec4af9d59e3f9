#pragma once

#include "stores/redis/options.hpp"
#include "stores/redis/redis_call.hpp"
#include "stores/redis/resp.hpp"

#include <costrel/session/store.hpp>
#include <costrel/task.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace costrel::inline v1::stores {

// What a store in Redis asks, whether one server replies or some.
class RedisServers {
public:
    RedisServers() = default;
    RedisServers(const RedisServers&) = delete;
    RedisServers& operator=(const RedisServers&) = delete;
    virtual ~RedisServers() = default;

    // The reply, as RedisCommand::result() has it.
    virtual Task<StoreResult<resp::Reply>> ask(RedisCall call) = 0;
    // How many keys there are of that pattern, on all servers.
    virtual Task<StoreResult<std::size_t>> count(std::string pattern, Deadline deadline) = 0;
    virtual StoreConnections connections() const noexcept = 0;
};

std::unique_ptr<RedisServers> redis_servers(const RedisSettings& settings);

} // namespace costrel::inline v1::stores
