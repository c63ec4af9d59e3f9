#pragma once

#include "stores/sqlite/database.hpp"
#include "stores/sqlite/write.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace costrel::stores {

// The SQL that makes the table.
std::string_view session_table_schema() noexcept;
// Makes the table when it is missing. Throws ConfigError when it has other columns, and
// SqliteError.
void require_session_table(Database& database, const std::string& path);

// What is done to the table on one connection. All throw SqliteError.
class SessionTable {
public:
    explicit SessionTable(Database& database);

    // The write's reply.
    Write::Reply run(const Write& write);
    std::optional<StoredRecord> load(const StoreKey& key);
    std::size_t collect(std::size_t limit);

private:
    bool insert(const StoreKey& key, const StoredRecord& record);
    Replaced replace(const StoreKey& key, std::uint64_t expected, const StoredRecord& record);
    bool touch(const StoreKey& key, SysMillis renewed, SysMillis expires);
    bool erase(const StoreKey& key);

    Database& database_;
    Statement load_;
    Statement insert_;
    Statement replace_;
    Statement touch_;
    Statement erase_;
    Statement collect_;
};

} // namespace costrel::stores
