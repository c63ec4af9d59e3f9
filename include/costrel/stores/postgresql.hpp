#pragma once

#include <costrel/session/framework_table.hpp>
#include <costrel/session/store.hpp>
#include <costrel/session/store_url.hpp>

#include <memory>
#include <optional>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Where PostgreSQL is, and how its table is used.
struct PostgresStoreOptions {
    std::string
        conninfo{}; ///< postgresql://user:password@host:port/database?…, or libpq's other form
    std::string table = "costrel_session"; ///< made when it is missing; may name a schema, too
    /// False: a change does not wait for the disk of the database, whose crash then loses what was
    /// acknowledged in the last second, except for logouts.
    bool synchronous_commit = true;
    /// False for a pooler that gives each transaction another connection, such as PgBouncer.
    bool prepared = true;
    /// The table of another framework, instead of `table`: it is not made, and expired rows
    /// are left to that framework. Only sessions of its format (`session_record`) can be kept
    /// there.
    std::optional<FrameworkTable> framework_table{};
};

/// Sessions in a table of PostgreSQL, 9.5 or newer. A thread with an event loop has one connection
/// for all its requests, in libpq's pipeline mode; each other thread has one of its own. In a URL,
/// options are written as `?table=shop_session&synchronous_commit=off&prepared=off`.
///
/// Throws ConfigError, which quotes no password, when the options cannot work, when the table has
/// other columns, and when another framework's table is missing. A server that is out of reach is
/// not an error: it is asked again when it is needed.
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
