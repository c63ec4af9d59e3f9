#include "statement.hpp"

namespace flaskr {

DatabaseError::DatabaseError(sqlite3* connection)
    : std::runtime_error(std::string("SQLite: ") + sqlite3_errmsg(connection))
{
}

sqlite3_stmt* Statement::prepare(sqlite3* connection, std::string_view sql)
{
    sqlite3_stmt* handle = nullptr;
    if (sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &handle,
                           nullptr) != SQLITE_OK)
        throw DatabaseError(connection);
    return handle;
}

bool Statement::step()
{
    switch (sqlite3_step(handle_.get())) {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        return false;
    default:
        throw DatabaseError(sqlite3_db_handle(handle_.get()));
    }
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(handle_.get(), column);
}

std::string Statement::text(int column) const
{
    const void* bytes = sqlite3_column_text(handle_.get(), column); // nullptr for NULL
    const int size = sqlite3_column_bytes(handle_.get(), column);
    return bytes ? std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size))
                 : std::string();
}

void Statement::bind(int place, std::string_view text)
{
    // An empty view may hold a null pointer, which SQLite takes for NULL.
    const char* bytes = text.empty() ? "" : text.data();
    if (sqlite3_bind_text64(handle_.get(), place, bytes, text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8) != SQLITE_OK)
        throw DatabaseError(sqlite3_db_handle(handle_.get()));
}

void Statement::bind_integer(int place, std::int64_t number)
{
    if (sqlite3_bind_int64(handle_.get(), place, number) != SQLITE_OK)
        throw DatabaseError(sqlite3_db_handle(handle_.get()));
}

} // namespace flaskr
