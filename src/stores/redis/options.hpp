#pragma once

#include <costrel/stores/redis.hpp>

#include <cstdint>
#include <string>

namespace costrel::inline v1::stores {

// Where and as whom to connect.
struct RedisEndpoint {
    std::string host{};
    std::uint16_t port = 6379;
    std::string username{};
    std::string password{};
    unsigned database = 0;
    std::string prefix{};
};

// Throws ConfigError, which quotes nothing of the URL.
RedisEndpoint redis_endpoint(const RedisStoreOptions& options);

} // namespace costrel::inline v1::stores
