#pragma once

#include "stores/redis/host_port.hpp"
#include "stores/redis/tls_context.hpp"

#include <costrel/stores/redis.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace costrel::inline v1::stores {

// As whom to come, by TLS or not, and what to ask for first.
struct RedisLogin {
    std::string username{};
    std::string password{};
    unsigned database = 0;
    std::shared_ptr<const TlsContext> tls{}; // none: without
    bool must_be_primary = false;            // or the server is of no use
};

// What a URL and the options beside it say.
struct RedisSettings {
    enum class Topology : std::uint8_t { single, cluster, sentinel };

    std::vector<HostPort> hosts{};
    std::string socket{}; // in the file system, instead of a host
    Topology topology = Topology::single;
    RedisLogin login{};
    std::string primary{};       // as the sentinels, which the hosts are, name it
    RedisLogin sentinel_login{}; // at the sentinels
    std::string prefix{};
    unsigned replicas_for_logout = 0;
    std::map<HostPort, HostPort> address_map{}; // of what a cluster announces
};

// Throws ConfigError, which quotes nothing of the URL.
RedisSettings redis_settings(const RedisStoreOptions& options);

} // namespace costrel::inline v1::stores
