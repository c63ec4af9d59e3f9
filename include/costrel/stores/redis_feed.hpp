#pragma once

#include <costrel/session/revocation.hpp>
#include <costrel/stores/redis.hpp>

#include <chrono>
#include <memory>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A stream in Redis, 6.2 or newer, one server or a cluster, by which lists of ended sessions on
/// several machines tell each other what ended: the others know of it after a round trip.
///
///     .session_revocations = replicated_revocations(redis_feed({.url = "redis://db.example"}))
///
/// It is the key `ended` after the prefix of `options`, and its user needs +xadd, +xread and +xtrim
/// besides what a store needs. With `replicas_for_logout` an end counts as told when that many
/// replicas have it, or after 50 ms. A line is kept for `kept_for`: at least as long as a session
/// can live, that is, no less than session_absolute_timeout, or permanent_session_lifetime.
///
/// Throws ConfigError as redis_store() does; a server that is out of reach is asked again.
std::unique_ptr<RevocationFeed> redis_feed(RedisStoreOptions options,
                                           std::chrono::seconds kept_for = std::chrono::days(401));

} // namespace costrel::inline v1

#pragma GCC visibility pop
