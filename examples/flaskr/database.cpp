#include "database.hpp"

#include <filesystem>

namespace flaskr {

namespace {

using Connection = std::unique_ptr<sqlite3, int (*)(sqlite3*)>;

// As the tables of Flask's tutorial, so that either application can use the other's file.
constexpr const char* schema = R"(
DROP TABLE IF EXISTS post;
DROP TABLE IF EXISTS user;

CREATE TABLE user (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username TEXT UNIQUE NOT NULL,
  password TEXT NOT NULL
);

CREATE TABLE post (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  author_id INTEGER NOT NULL REFERENCES user (id),
  created TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  title TEXT NOT NULL,
  body TEXT NOT NULL
);
)";

Connection connect(const std::string& path, int flags)
{
    sqlite3* handle = nullptr;
    const int status = sqlite3_open_v2(
        path.c_str(), &handle, flags | SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    Connection connection(handle, sqlite3_close_v2); // also when it could not be opened
    if (status != SQLITE_OK)
        throw DatabaseError("SQLite: " + path + ": " + sqlite3_errstr(status) +
                            "; 'flaskr init-db' makes a new one");
    // Others may be writing: wait for them as long as Python's sqlite3 does.
    sqlite3_busy_timeout(handle, 5000);
    Statement(handle, "PRAGMA foreign_keys = ON").step();
    return connection;
}

} // namespace

sqlite3* Database::connection()
{
    if (!connection_)
        connection_ = connect(path_, 0);
    return connection_.get();
}

Database& get_db(costrel::Request& request)
{
    return request.g.get<Database>();
}

void init_db(const std::string& path)
{
    if (const auto folder = std::filesystem::path(path).parent_path(); !folder.empty())
        std::filesystem::create_directories(folder);
    const Connection connection = connect(path, SQLITE_OPEN_CREATE);
    if (sqlite3_exec(connection.get(), schema, nullptr, nullptr, nullptr) != SQLITE_OK)
        throw DatabaseError(connection.get());
}

} // namespace flaskr
