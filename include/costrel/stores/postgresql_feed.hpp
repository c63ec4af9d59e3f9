#pragma once

#include <costrel/session/revocation.hpp>

#include <memory>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Where PostgreSQL is, and the table of the feed.
struct PostgresFeedOptions {
    std::string
        conninfo{}; ///< postgresql://user:password@host:port/database?…, or libpq's other form
    /// Made when it is missing; may name a schema, too. In the URL: `?table=…`.
    std::string table = "costrel_ended";
};

/// A table of PostgreSQL, 13 or newer, by which lists of ended sessions on several machines tell
/// each other what ended (LISTEN and NOTIFY): the others know of it after a round trip, or, behind
/// a pooler that gives each transaction another connection, within a second.
///
///     .session_revocations = replicated_revocations(postgres_feed({.conninfo = "postgresql://…"}))
///
/// It takes two connections of each process. Those who append lines delete, once an hour, the lines
/// that nobody needs any more.
///
/// Throws ConfigError, which quotes no password, when the options cannot work; a server that is out
/// of reach is asked again.
std::unique_ptr<RevocationFeed> postgres_feed(PostgresFeedOptions options);

/// The SQL that makes the table, for those who make it themselves.
std::string postgres_feed_schema(const std::string& table = "costrel_ended");

} // namespace costrel::inline v1

#pragma GCC visibility pop
