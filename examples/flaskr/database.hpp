#pragma once

#include "statement.hpp"

#include <costrel/request.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace flaskr {

// A connection to the file of SQLite, opened when it is first used. Each request has one of its
// own, so no two threads share one.
class Database {
public:
    explicit Database(std::string path) : path_(std::move(path)) {}

    // A statement that gives rows.
    template <class... A>
    Statement query(std::string_view sql, const A&... arguments)
    {
        return Statement(connection(), sql, arguments...);
    }
    // Runs a statement; how many rows it inserted, changed or deleted.
    template <class... A>
    int execute(std::string_view sql, const A&... arguments)
    {
        query(sql, arguments...).step();
        return sqlite3_changes(connection());
    }

private:
    sqlite3* connection();

    std::string path_;
    std::unique_ptr<sqlite3, int (*)(sqlite3*)> connection_{nullptr, sqlite3_close_v2};
};

// The connection of this request, which ends with it.
Database& get_db(costrel::Request& request);

// Makes the file, its folder and its tables anew; what was in them is lost.
void init_db(const std::string& path);

} // namespace flaskr
