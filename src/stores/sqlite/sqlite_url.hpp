#pragma once

#include <costrel/stores/sqlite.hpp>

#include <string_view>

namespace costrel::inline v1::stores {

// What "sqlite:sessions.db?survive_power_loss=true" says. Throws ConfigError.
SqliteStoreOptions read_sqlite_url(std::string_view url);

} // namespace costrel::inline v1::stores
