#pragma once

#include "stores/link/addresses.hpp"

#include <costrel/stores/memcached.hpp>

#include <string>

namespace costrel::inline v1::stores {

// Where it is and what keys begin with.
struct MemcachedSettings {
    Addresses addresses;
    std::string prefix{};
};
// Throws ConfigError.
MemcachedSettings memcached_settings(const MemcachedStoreOptions& options);

} // namespace costrel::inline v1::stores
