#pragma once

#include <costrel/session/store.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <string_view>

namespace costrel::inline v1::stores {

// What SQLite replied instead of doing it. The sentence holds none of what was bound.
class SqliteError {
public:
    explicit SqliteError(int code) noexcept : code_(code) {}

    bool is_busy() const noexcept;
    bool is_full() const noexcept;
    // Whether the statement asks for what is not there, such as a table.
    bool is_mistake() const noexcept { return primary() == SQLITE_ERROR; }
    // Whether the file holds something else than a database.
    bool is_of_another_file() const noexcept { return primary() == SQLITE_NOTADB; }
    // Whether the connection is of no use any more.
    bool is_fatal() const noexcept;
    StoreError store_error() const;

private:
    int primary() const noexcept { return code_ & 0xff; }

    int code_;
};

// One connection, which one thread uses at a time. Its functions throw SqliteError.
class Database {
public:
    // `path` must exist.
    explicit Database(const std::string& path);

    void execute(const char* sql);
    bool is_in_transaction() const noexcept { return sqlite3_get_autocommit(handle_.get()) == 0; }
    std::int64_t changes() const noexcept { return sqlite3_changes64(handle_.get()); }
    // How long a call waits for other connections.
    void wait_at_most(int milliseconds) noexcept
    {
        sqlite3_busy_timeout(handle_.get(), milliseconds);
    }

    // SQLite's own, for what is prepared on it.
    sqlite3* handle() const noexcept { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
    };

    std::unique_ptr<sqlite3, Close> handle_;
};

// A statement that is prepared once and used often. What is bound must stay until the reset.
class Statement {
public:
    Statement(Database& database, std::string_view sql);

    // The parameters from left to right.
    Statement& bind(std::int64_t number);
    Statement& bind(std::string_view bytes); // as a blob
    Statement& bind_text(std::string_view text);
    Statement& bind(const StoreKey& key);
    // Whether there is a row.
    bool step();

    std::int64_t integer(int column) const noexcept
    {
        return sqlite3_column_int64(handle_.get(), column);
    }
    std::string_view bytes(int column) const noexcept;

    // For the next use; resets at its end.
    class Use {
    public:
        explicit Use(Statement& statement) noexcept : statement_(statement) {}
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;
        ~Use() { statement_.reset(); }
        Statement* operator->() const noexcept { return &statement_; }

    private:
        Statement& statement_;
    };
    Use use() noexcept { return Use(*this); }

private:
    void reset() noexcept;
    void check(int code) const;

    struct Finalize {
        void operator()(sqlite3_stmt* handle) const noexcept { sqlite3_finalize(handle); }
    };

    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
    int bound_ = 0;
};

} // namespace costrel::inline v1::stores
