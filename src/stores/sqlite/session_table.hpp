#pragma once

#include "stores/sqlite/database.hpp"
#include "stores/sqlite/rows.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace costrel::inline v1::stores {

// The SQL that makes the table.
std::string_view session_table_schema() noexcept;
// Makes the table when it is missing. Throws ConfigError when it has other columns, and
// SqliteError.
void require_session_table(Database& database, const std::string& path);

// The rows of our own table.
class SessionTable final : public Rows {
public:
    explicit SessionTable(Database& database);

    std::optional<StoredRecord> load(const StoreKey& key) override;
    std::size_t collect(std::size_t limit) override;
    std::optional<std::size_t> count(SysMillis now) override;

private:
    bool insert(const StoreKey& key, const StoredRecord& record) override;
    Replaced replace(const StoreKey& key, std::uint64_t expected,
                     const StoredRecord& record) override;
    bool touch(const StoreKey& key, SysMillis renewed, SysMillis expires) override;
    bool erase(const StoreKey& key) override;

    Database& database_;
    Statement load_;
    Statement insert_;
    Statement replace_;
    Statement touch_;
    Statement erase_;
    Statement collect_;
    Statement collect_places_; // in the lists of users
};

} // namespace costrel::inline v1::stores
