#pragma once

#include <costrel/session/framework_table.hpp>
#include <costrel/session/store.hpp>
#include <costrel/session/store_url.hpp>

#include <memory>
#include <optional>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Where a PostgreSQL is, and how its table is used.
struct PostgresStoreOptions {
    std::string
        conninfo{}; ///< postgresql://user:password@host:port/database?…, or libpq's other form
    std::string table = "costrel_session"; ///< made when it is missing; may name a schema, too
    /// False: a crash of the database loses what was acknowledged in its last second, but for
    /// logouts. Then a change does not wait for its disk.
    bool synchronous_commit = true;
    /// False for a pooler that gives each transaction another connection, such as PgBouncer.
    bool prepared = true;
    /// The table of another framework, instead of `table`: it is not made, and expired rows
    /// are left to that framework. Only sessions of its format (`session_record`) can be kept
    /// there.
    std::optional<FrameworkTable> framework_table{};
};

/// Sessions in a table of a PostgreSQL, 9.5 or newer. Threads with an event loop have one
/// connection for all their requests, in libpq's pipeline mode; others one each. The last three
/// options can stand in a URL, too: `?table=shop_session&synchronous_commit=off&prepared=off`.
///
/// Throws ConfigError, which quotes no password, when the options cannot work, and when the table
/// has other columns, and when another framework's is missing. A server that is out of reach is not
/// an error: it is asked again when it is needed.
std::shared_ptr<SessionStore> postgres_store(PostgresStoreOptions options);

/// The SQL that makes the table, for those who make it themselves: otherwise it is made when it is
/// missing.
std::string postgres_schema(const std::string& table = "costrel_session");

namespace detail {
std::shared_ptr<SessionStore> postgres_store_of_url(const std::string& url);
inline const bool has_postgres_store = register_store("postgresql", postgres_store_of_url) &&
                                       register_store("postgres", postgres_store_of_url);
} // namespace detail

} // namespace costrel::inline v1

#pragma GCC visibility pop
