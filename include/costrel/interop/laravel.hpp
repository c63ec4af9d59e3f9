#pragma once

#include <costrel/interop/text_cookie.hpp>
#include <costrel/session/framework_table.hpp>
#include <costrel/session/record_format.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// What a Laravel site has in its configuration.
struct LaravelOptions {
    std::string app_key{};                    ///< APP_KEY, "base64:…"
    std::vector<std::string> previous_keys{}; ///< APP_PREVIOUS_KEYS
    bool gcm = false; ///< app.cipher is AES-256-GCM or AES-128-GCM, not CBC; the key tells the size
    std::string cookie_name = "laravel_session"; ///< session.cookie
    std::chrono::seconds lifetime = std::chrono::minutes(120);
    /// Where the session lies, which decides how its text is wrapped.
    enum class Storage : std::uint8_t {
        database, ///< the table "sessions": in base64
        cache,    ///< redis, memcached: serialized once more
        file      ///< as it is
    } storage = Storage::database;
    /// Before the ID, in a cache: the prefixes of Redis and of the cache, such as
    /// "laravel_database_laravel_cache_".
    std::string key_prefix{};
};

/// Reads and writes Laravel's encrypted ID cookie and the session that its store keeps (Laravel 8
/// to 13; session.serialization "php", session.encrypt off). "_token" and "_flash" are added where
/// they are missing, as Laravel does. Throws ConfigError when an option cannot work.
///
/// Not offered: the driver "cookie", which names a cookie after each session's ID.
std::shared_ptr<const RecordFormat> laravel(LaravelOptions options);
/// Where Laravel's driver "database" keeps them, for `SqliteStoreOptions` and
/// `PostgresStoreOptions`. `lifetime` is the site's session.lifetime, `name` its session.table.
FrameworkTable laravel_table(std::chrono::seconds lifetime = std::chrono::minutes(120),
                             std::string name = "sessions");

/// Any other cookie of the same site, encrypted by its EncryptCookies. The name is bound.
std::shared_ptr<const TextCookie> laravel_cookie(LaravelOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
