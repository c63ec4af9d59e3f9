#pragma once

#include "stores/sqlite/database.hpp"
#include "stores/sqlite/write.hpp"

#include <string_view>
#include <vector>

namespace costrel::inline v1::stores {

// The SQL that makes the table of which sessions a user has.
std::string_view user_table_schema() noexcept;

// What is done to that table on one connection, within a transaction. All throw SqliteError.
class UserTable {
public:
    explicit UserTable(Database& database);

    Write::Reply run(const UserCall& call);

private:
    UserIndex::Joined join(const UserCall& call);
    bool confirm(const UserCall& call);
    std::vector<StoreKey> end_all(const UserCall& call);
    std::vector<StoreKey> keys(Statement& statement);
    std::int64_t epoch(const StoreKey& user);

    Database& database_;
    Statement epoch_;
    Statement expire_;
    Statement join_;
    Statement count_;
    Statement oldest_;
    Statement find_;
    Statement leave_;
    Statement list_;
    Statement raise_;
    Statement all_;
    Statement take_;
};

} // namespace costrel::inline v1::stores
