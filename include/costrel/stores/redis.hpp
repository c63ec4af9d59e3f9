#pragma once

#include <costrel/session/store.hpp>
#include <costrel/session/store_url.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Where Redis is. What `url` does not say, the other members do.
struct RedisStoreOptions {
    /// redis://[user[:password]@]host[:port][,host[:port]…][/database][?prefix=…], or rediss:// for
    /// TLS, or unix://[user[:password]@]/path/of/socket[?database=…]. More than one host is for a
    /// cluster (`?topology=cluster`), where the first that replies names the others, or for the
    /// sentinels of a primary with replicas (`?topology=sentinel&master=mymaster`), whose port is
    /// usually 26379.
    std::string url{};
    std::string username{}; ///< from its access control lists (Redis 6); empty: the default one
    std::string password{};
    /// The user to log in to the sentinels as (`?topology=sentinel`), where they ask for one.
    std::string sentinel_username{};
    std::string sentinel_password{};
    /// What the keys of our own records begin with, so that several applications can share a
    /// server. Keys of other frameworks are used as they are.
    std::string prefix = "costrel:";
    /// For rediss://: a file with the certificates (PEM) of the authorities that vouch for the
    /// server's, which has to be for the host of the URL. Empty: those that the system trusts. In
    /// the URL: `ca_file=…`.
    std::string ca_file{};
    /// What Redis is shown if it asks clients for a certificate (`tls-auth-clients`): the files of
    /// a chain and of its key, PEM. In the URL: `certificate_file=…&key_file=…`.
    std::string certificate_file{};
    std::string key_file{};
    /// How many replicas have to know of the end of a session before it is reported as done (WAIT).
    /// When they do not reply within 50 ms the session is ended all the same, and once more every
    /// second until they do, for a minute. In the URL: `replicas_for_logout=1`.
    unsigned replicas_for_logout = 0;
    /// Where to reach the nodes of a cluster that announce other addresses: "announced:port" and
    /// "reachable:port" of each.
    std::vector<std::pair<std::string, std::string>> address_map{};
};

/// Sessions in Redis, 6.2 or newer, or Valkey: one server or a cluster, with TLS or without. A
/// thread with an event loop has one connection for all its requests, each other thread one of its
/// own. Throws ConfigError, which quotes no password; a server that is out of reach is not an
/// error: it is asked again when it is needed.
std::shared_ptr<SessionStore> redis_store(RedisStoreOptions options);

namespace detail {
std::shared_ptr<SessionStore> redis_store_of_url(const std::string& url);
inline const bool has_redis_store = register_store("redis", redis_store_of_url);
inline const bool has_rediss_store = register_store("rediss", redis_store_of_url);
inline const bool has_unix_store = register_store("unix", redis_store_of_url);
} // namespace detail

} // namespace costrel::inline v1

#pragma GCC visibility pop
