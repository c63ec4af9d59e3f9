#pragma once

#include "stores/sqlite/database.hpp"
#include "stores/sqlite/rows.hpp"

#include <costrel/session/framework_table.hpp>

#include <string>

namespace costrel::inline v1::stores {

// Throws ConfigError when the database has no such table or it lacks a column, and SqliteError.
void require_framework_table(Database& database, const FrameworkTable& table,
                             const std::string& path);

// The rows of another framework, which are read and written as that framework does.
class FrameworkRows final : public Rows {
public:
    FrameworkRows(Database& database, const FrameworkTable& table);

    std::optional<StoredRecord> load(const StoreKey& key) override;
    // None: the framework does it, or its operator.
    std::size_t collect(std::size_t) override { return 0; }

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
};

} // namespace costrel::inline v1::stores
