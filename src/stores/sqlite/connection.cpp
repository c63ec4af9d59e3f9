#include "stores/sqlite/connection.hpp"

namespace costrel::stores {

namespace {

constexpr int patience = 2'000; // milliseconds, when many processes start at once

} // namespace

Connection::Connection(const std::string& path, Use use)
    : database_(opened(path, use)), table_(database_)
{
}

Database Connection::opened(const std::string& path, Use use)
{
    Database database(path);
    if (use == Use::reading) {
        database.execute("pragma query_only = on");
        return database;
    }
    database.wait_at_most(patience);
    {
        Statement mode(database, "pragma journal_mode = wal");
        if (!mode.step() || mode.bytes(0) != "wal")
            throw SqliteError(SQLITE_CANTOPEN);
    }
    database.execute("pragma secure_delete = fast"); // of what sessions held nothing is to stay
    require_session_table(database, path);
    return database;
}

} // namespace costrel::stores
