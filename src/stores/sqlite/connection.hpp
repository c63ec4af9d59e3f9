#pragma once

#include "stores/sqlite/database.hpp"
#include "stores/sqlite/session_table.hpp"

#include <string>

namespace costrel::stores {

// A connection to the table of sessions. It cannot be moved: its statements know it.
class Connection {
public:
    enum class Use { reading, writing };

    // Throws ConfigError and SqliteError.
    Connection(const std::string& path, Use use);

    Database& database() noexcept { return database_; }
    SessionTable& table() noexcept { return table_; }

private:
    static Database opened(const std::string& path, Use use);

    Database database_;
    SessionTable table_;
};

} // namespace costrel::stores
