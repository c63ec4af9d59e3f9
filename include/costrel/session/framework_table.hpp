#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A table in which another framework keeps its sessions: for a store in that framework's own
/// database. It has one row for each session, with the key and the content as texts.
/// `interop::django_table()` and `interop::laravel_table()` give those of these frameworks.
struct FrameworkTable {
    std::string name{};    ///< may name a schema, too: "site.django_session"
    std::string key{};     ///< the column with the key
    std::string content{}; ///< the column with the session's text
    std::string time{};    ///< the column that says how long the session lasts
    /// What that column holds.
    enum class Time : std::uint8_t {
        end,     ///< date and time when the session ends: in PostgreSQL timestamptz, in SQLite a
                 ///< text in UTC
        last_use ///< seconds since 1970, an integer: `lifetime` after that it ends
    } kept = Time::end;
    std::chrono::seconds lifetime{}; ///< with last_use
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
