#pragma once

#include <costrel/session/store.hpp>
#include <costrel/session/store_url.hpp>

#include <memory>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Where memcached is.
struct MemcachedStoreOptions {
    /// memcached://host[:port][?prefix=…], or memcached:///path/of/socket.
    std::string url{};
    /// What the keys of our own records begin with, so that several applications can share a
    /// server. At most 100 letters, digits and signs. In the URL: `prefix=…`.
    std::string prefix = "costrel:";
};

/// Sessions in memcached, 1.6 or newer, which is a cache: it may forget a session (1 MiB at most
/// for each) at any time, as when its memory is full, and forgets all of them when it restarts;
/// their users then log in again. What it has is right: concurrent changes of one session lose
/// nothing, and what was ended stays ended. It does not list the sessions of a user, so it does not
/// serve session_max_per_user, "where you are logged in" and logout_others().
///
/// A thread with an event loop has one connection for all its requests, each other thread one of
/// its own. Throws ConfigError; a server that is out of reach is not an error: it is asked again
/// when it is needed.
std::shared_ptr<SessionStore> memcached_store(MemcachedStoreOptions options);

namespace detail {
std::shared_ptr<SessionStore> memcached_store_of_url(const std::string& url);
inline const bool has_memcached_store = register_store("memcached", memcached_store_of_url);
} // namespace detail

} // namespace costrel::inline v1

#pragma GCC visibility pop
