#include "stores/sqlite/connection.hpp"

#include "stores/sqlite/framework_rows.hpp"
#include "stores/sqlite/session_table.hpp"

#include <costrel/config_error.hpp>

namespace costrel::inline v1::stores {

namespace {

constexpr int patience = 2'000; // milliseconds, when many processes start at once

// Makes the file what the store needs, or sees that another framework has made it so.
void require_sessions(Database& database, const SessionPlace& place)
{
    if (place.framework) { // which rules what the file is like
        require_framework_table(database, *place.framework, place.path);
        return;
    }
    {
        Statement mode(database, "pragma journal_mode = wal");
        if (!mode.step() || mode.bytes(0) != "wal")
            throw SqliteError(SQLITE_CANTOPEN);
    }
    database.execute("pragma secure_delete = fast"); // of what sessions held nothing is to stay
    require_session_table(database, place.path);
}

} // namespace

Connection::Connection(const SessionPlace& place, Use use)
    : database_(opened(place, use)), rows_(rows_of(place, database_))
{
    if (!place.framework && use == Use::writing)
        users_.emplace(database_);
}

Database Connection::opened(const SessionPlace& place, Use use)
{
    Database database(place.path);
    if (use == Use::reading) {
        database.execute("pragma query_only = on");
        return database;
    }
    database.wait_at_most(patience);
    try {
        require_sessions(database, place);
    } catch (const SqliteError& error) {
        if (!error.is_of_another_file())
            throw;
        throw ConfigError("costrel: the sessions cannot be kept in " + place.path +
                          ": it is not an SQLite file");
    }
    return database;
}

std::unique_ptr<Rows> Connection::rows_of(const SessionPlace& place, Database& database)
{
    if (place.framework)
        return std::make_unique<FrameworkRows>(database, *place.framework);
    return std::make_unique<SessionTable>(database);
}

} // namespace costrel::inline v1::stores
