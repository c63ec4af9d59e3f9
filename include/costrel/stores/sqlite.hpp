#pragma once

#include <costrel/session/framework_table.hpp>
#include <costrel/session/store.hpp>
#include <costrel/session/store_url.hpp>

#include <memory>
#include <optional>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Where an SQLite store keeps its sessions.
struct SqliteStoreOptions {
    std::string path{}; ///< of the file, which is made, with mode 0600, when it is missing
    /// Whether each acknowledged change survives a loss of power. Otherwise it survives a crash of
    /// the process, and only the ends of sessions survive a loss of power.
    bool survive_power_loss = false;
    /// The table of another framework, whose database the file is then: it is not made, its mode is
    /// the framework's affair, and expired rows are left to it. Only sessions of that framework's
    /// format (`session_record`) can be kept there.
    std::optional<FrameworkTable> framework_table{};
};

/// Sessions in an SQLite file, which survive restarts and need no server: several processes on one
/// machine may use it. A program that includes this header, and links costrel::sqlite, can also say
/// `session_store = "sqlite:sessions.db"`; `"sqlite:sessions.db?survive_power_loss=true"`.
///
/// Reading takes microseconds and happens in place. Writing is done by a thread of the store, many
/// changes at once, while the requests wait without blocking their loop.
///
/// Throws ConfigError when the file can be read by others, is not an SQLite file, has another table
/// of that name, or is on a network file system; and when it lacks another framework's table. What
/// may pass, such as a full disk, is not an exception: the store says so when it is used, and
/// recovers by itself.
std::shared_ptr<SessionStore> sqlite_store(SqliteStoreOptions options);

/// The SQL that makes the table, for those who make it themselves: otherwise it is made when it is
/// missing.
std::string sqlite_schema();

namespace detail {
std::shared_ptr<SessionStore> sqlite_store_at(const std::string& url);
inline const bool has_sqlite_store = register_store("sqlite", sqlite_store_at);
} // namespace detail

} // namespace costrel::inline v1

#pragma GCC visibility pop
