#pragma once

#include "stores/redis/host_port.hpp"

#include <costrel/stores/redis.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace costrel::inline v1::stores {

// As whom to come, and what to ask for first.
struct RedisLogin {
    std::string username{};
    std::string password{};
    unsigned database = 0;
};

// What a URL and the options beside it say.
struct RedisSettings {
    enum class Topology : std::uint8_t { single, cluster };

    std::vector<HostPort> hosts{};
    Topology topology = Topology::single;
    RedisLogin login{};
    std::string prefix{};
    unsigned replicas_for_logout = 0;
    std::map<HostPort, HostPort> address_map{}; // of what a cluster announces
};

// Throws ConfigError, which quotes nothing of the URL.
RedisSettings redis_settings(const RedisStoreOptions& options);

} // namespace costrel::inline v1::stores
