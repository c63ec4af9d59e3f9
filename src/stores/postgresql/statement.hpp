#pragma once

#include "stores/link/request.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::stores {

// A statement with its parameters, in PostgreSQL's binary form, and what came of it.
struct PostgresStatement final : Request {
    enum class Kind : std::uint8_t {
        load,
        insert,
        replace,
        touch,
        erase,
        collect,
        count,
        ping,
        // Of the sessions of a user:
        lock, // before a join, in its transaction
        join,
        confirm,
        leave,
        list,
        raise,
        take,
    };
    static constexpr std::size_t kinds = 15;

    PostgresStatement(Deadline until, Kind which, std::vector<std::string> of)
        : Request(until), kind(which), parameters(std::move(of))
    {
    }

    const Kind kind;
    const std::vector<std::string> parameters;
    std::string sql_state{};                       // of an error
    std::optional<std::vector<std::string>> row{}; // the first one
    std::int64_t affected = 0;                     // rows
};

// The statement of a kind, and the types (object identifiers) of its parameters.
struct PostgresText {
    std::string sql{};
    std::vector<unsigned> types{};
    std::string name{}; // of the prepared statement
};
PostgresText postgres_text(PostgresStatement::Kind kind, const std::string& table);

// How many columns a row has that such a statement is replied by.
std::size_t columns_of(PostgresStatement::Kind kind) noexcept;

// The columns of the table as it has to be.
std::string_view postgres_columns() noexcept;

// What an error that PostgreSQL replied means for who asked. Of its words only the code is told,
// for the rest may quote what was asked.
StoreError postgres_error(std::string_view sql_state);

} // namespace costrel::inline v1::stores
