#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <string_view>

namespace flaskr {

// SQLite could not do what it was asked; what() has its words.
class DatabaseError : public std::runtime_error {
public:
    explicit DatabaseError(sqlite3* connection);
    using std::runtime_error::runtime_error;
};

// One SQL statement with a value for each "?" in it. What a visitor typed is always such a value,
// and never a part of the SQL.
//
//     Statement statement(connection, "SELECT title FROM post WHERE author_id = ?", 7);
//     while (statement.step())
//         use(statement.text(0));
class Statement {
public:
    template <class... A>
    Statement(sqlite3* connection, std::string_view sql, const A&... arguments)
        : Statement(prepare(connection, sql))
    {
        int place = 0;
        (bind(++place, arguments), ...);
    }

    // Goes on to the next row; false when there is none, which is at once for what gives no rows.
    bool step();
    // Columns of that row, counted from 0.
    std::int64_t integer(int column) const;
    std::string text(int column) const;

private:
    explicit Statement(sqlite3_stmt* handle) : handle_(handle, sqlite3_finalize) {}
    static sqlite3_stmt* prepare(sqlite3* connection, std::string_view sql);

    void bind(int place, std::string_view text);
    template <std::integral I>
    void bind(int place, I number)
    {
        bind_integer(place, static_cast<std::int64_t>(number));
    }
    void bind_integer(int place, std::int64_t number);

    std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> handle_;
};

} // namespace flaskr
