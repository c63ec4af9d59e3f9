#pragma once

#include <costrel/stores/sqlite.hpp>

#include <string_view>

namespace costrel::stores {

// What "sqlite:sessions.db?survive_power_loss=true" says. Throws ConfigError.
SqliteStoreOptions read_sqlite_url(std::string_view url);

} // namespace costrel::stores
