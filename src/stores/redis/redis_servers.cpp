#include "stores/redis/redis_servers.hpp"

#include "stores/redis/redis_cluster.hpp"
#include "stores/redis/sentinel_redis.hpp"
#include "stores/redis/single_redis.hpp"

namespace costrel::inline v1::stores {

std::unique_ptr<RedisServers> redis_servers(const RedisSettings& settings)
{
    switch (settings.topology) {
    case RedisSettings::Topology::cluster:
        return std::make_unique<RedisCluster>(settings);
    case RedisSettings::Topology::sentinel:
        return std::make_unique<SentinelRedis>(settings);
    case RedisSettings::Topology::single:
        break;
    }
    return std::make_unique<SingleRedis>(settings);
}

} // namespace costrel::inline v1::stores
