#include "stores/sqlite/database.hpp"

namespace costrel::inline v1::stores {

bool SqliteError::is_busy() const noexcept
{
    return primary() == SQLITE_BUSY || primary() == SQLITE_LOCKED;
}

bool SqliteError::is_full() const noexcept
{
    return primary() == SQLITE_FULL;
}

bool SqliteError::is_fatal() const noexcept
{
    switch (primary()) {
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
        return true;
    default:
        return false;
    }
}

StoreError SqliteError::store_error() const
{
    using Code = StoreError::Code;
    Code code = Code::unavailable;
    switch (primary()) {
    case SQLITE_FULL:
    case SQLITE_TOOBIG:
        code = Code::full;
        break;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
        code = Code::denied;
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        code = Code::corrupt;
        break;
    case SQLITE_IOERR: // what was written may have got to the disk
        code = Code::broken;
        break;
    default:
        break;
    }
    return {code, std::string("sqlite: ") + sqlite3_errstr(code_)};
}

Database::Database(const std::string& path)
{
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    handle_.reset(handle); // also when it failed
    if (code != SQLITE_OK)
        throw SqliteError(code);
    sqlite3_extended_result_codes(handle, 1);
}

void Database::execute(const char* sql)
{
    const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        throw SqliteError(code);
}

Statement::Statement(Database& database, std::string_view sql)
{
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    handle_.reset(handle);
    check(code);
}

Statement& Statement::bind(std::int64_t number)
{
    check(sqlite3_bind_int64(handle_.get(), ++bound_, number));
    return *this;
}

Statement& Statement::bind(std::string_view bytes)
{
    // A null pointer would be NULL.
    const char* const data = bytes.empty() ? "" : bytes.data();
    check(sqlite3_bind_blob64(handle_.get(), ++bound_, data, bytes.size(), SQLITE_STATIC));
    return *this;
}

// Keys of other frameworks are text, which no blob equals.
Statement& Statement::bind(const StoreKey& key)
{
    return key.whole ? bind_text(key.bytes) : bind(std::string_view(key.bytes));
}

Statement& Statement::bind_text(std::string_view text)
{
    const char* const data = text.empty() ? "" : text.data(); // a null pointer would be NULL
    check(sqlite3_bind_text64(handle_.get(), ++bound_, data, text.size(), SQLITE_STATIC,
                              SQLITE_UTF8));
    return *this;
}

bool Statement::step()
{
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        throw SqliteError(code);
    return false;
}

std::string_view Statement::bytes(int column) const noexcept
{
    const void* const data = sqlite3_column_blob(handle_.get(), column);
    const int size = sqlite3_column_bytes(handle_.get(), column);
    return {static_cast<const char*>(data), data ? static_cast<std::size_t>(size) : 0};
}

void Statement::reset() noexcept
{
    sqlite3_reset(handle_.get());
    sqlite3_clear_bindings(handle_.get());
    bound_ = 0;
}

void Statement::check(int code) const
{
    if (code != SQLITE_OK)
        throw SqliteError(code);
}

} // namespace costrel::inline v1::stores
