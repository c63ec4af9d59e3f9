#pragma once

#include <costrel/stores/postgresql.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1::stores {

// What libpq is told, and what concerns ourselves.
struct PostgresEndpoint {
    std::vector<std::pair<std::string, std::string>> parameters{}; // libpq's
    std::string host{}; // a single one that is a name or an address
    std::uint16_t port = 5432;
    std::string table{};
    std::optional<FrameworkTable> framework{}; // instead of that
    bool synchronous_commit = true;
    bool prepared = true;
};

// Throws ConfigError, which quotes nothing of the connection string.
PostgresEndpoint postgres_endpoint(PostgresStoreOptions options);

} // namespace costrel::inline v1::stores
