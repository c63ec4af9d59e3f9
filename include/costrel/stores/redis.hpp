#pragma once

#include <costrel/session/store.hpp>
#include <costrel/session/store_url.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Where a Redis is. What `url` does not say the other members do.
struct RedisStoreOptions {
    /// redis://[user[:password]@]host[:port][,host[:port]…][/database][?prefix=…], or rediss:// for
    /// TLS, or unix://[user[:password]@]/path/of/socket[?database=…]. More than one host for a
    /// cluster (`?topology=cluster`), of which the first that replies tells the others. Or the
    /// sentinels of a primary with replicas
    /// (`?topology=sentinel&master=mymaster`), whose ports are 26379 for the most part.
    std::string url{};
    std::string username{}; ///< of its access control lists (Redis 6); empty: the default one
    std::string password{};
    /// As whom to come to the sentinels (`?topology=sentinel`), where they ask for that.
    std::string sentinel_username{};
    std::string sentinel_password{};
    /// What the keys of our own records begin with, so that several applications share a Redis.
    /// Keys of other frameworks are taken as they are.
    std::string prefix = "costrel:";
    /// Of rediss://: a file with the certificates (PEM) that vouch for that of Redis, which has to
    /// be for the host of the URL. Empty: those that the system trusts. In the URL: `ca_file=…`.
    std::string ca_file{};
    /// What Redis is shown if it wants a certificate of its clients (`tls-auth-clients`): files of
    /// a chain and of its key, PEM. In the URL: `certificate_file=…&key_file=…`.
    std::string certificate_file{};
    std::string key_file{};
    /// How many replicas must know of the end of a session before it is reported (WAIT). When they
    /// do not reply within 50 ms the session is ended all the same, and once more every second
    /// until they do, for a minute. In the URL: `replicas_for_logout=1`.
    unsigned replicas_for_logout = 0;
    /// Where the nodes of a cluster are reached that announce other addresses: "announced:port" and
    /// "reachable:port" of each.
    std::vector<std::pair<std::string, std::string>> address_map{};
};

/// Sessions in a Redis, 6.2 or newer, or a Valkey, one server or a cluster, with TLS or without.
/// Threads with an event loop have one connection for all their requests, others one each. Throws
/// ConfigError, which quotes no password; a server that is out of reach is not an error: it is
/// asked again when it is needed.
std::shared_ptr<SessionStore> redis_store(RedisStoreOptions options);

namespace detail {
std::shared_ptr<SessionStore> redis_store_of_url(const std::string& url);
inline const bool has_redis_store = register_store("redis", redis_store_of_url);
inline const bool has_rediss_store = register_store("rediss", redis_store_of_url);
inline const bool has_unix_store = register_store("unix", redis_store_of_url);
} // namespace detail

} // namespace costrel::inline v1

#pragma GCC visibility pop
