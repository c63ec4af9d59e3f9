#pragma once

#include "stores/sqlite/database.hpp"
#include "stores/sqlite/rows.hpp"
#include "stores/sqlite/user_table.hpp"

#include <costrel/session/framework_table.hpp>

#include <memory>
#include <optional>
#include <string>

namespace costrel::inline v1::stores {

// Where the sessions are: in our own table, or in the one of another framework.
struct SessionPlace {
    std::string path{};
    std::optional<FrameworkTable> framework{};
};

// A connection to the table of sessions. It cannot be moved: its statements know it.
class Connection {
public:
    enum class Use { reading, writing };

    // Throws ConfigError and SqliteError.
    Connection(const SessionPlace& place, Use use);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    Database& database() noexcept { return database_; }
    Rows& rows() noexcept { return *rows_; }
    UserTable& users() noexcept { return *users_; } // of one that writes to our own

private:
    static Database opened(const SessionPlace& place, Use use);
    static std::unique_ptr<Rows> rows_of(const SessionPlace& place, Database& database);

    Database database_;
    std::unique_ptr<Rows> rows_;
    std::optional<UserTable> users_;
};

} // namespace costrel::inline v1::stores
