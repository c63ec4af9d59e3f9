#pragma once

#include <costrel/session/record_format.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// PHP's own sessions.
struct PhpSessionOptions {
    enum class Handler : std::uint8_t {
        php,          ///< session.serialize_handler = php, the default
        php_serialize ///< one serialized array
    } handler = Handler::php;
    std::string cookie_name = "PHPSESSID";                    ///< session.name
    std::string key_prefix = "PHPREDIS_SESSION:";             ///< of phpredis; "sess_" for files
    std::chrono::seconds lifetime = std::chrono::minutes(24); ///< session.gc_maxlifetime
};

/// Reads and writes the sessions that PHP keeps: an unsigned ID in the cookie, and the session
/// under key_prefix and the ID. A session that holds an object (Symfony's login does) is
/// unreadable. Throws ConfigError when an option cannot work.
std::shared_ptr<const RecordFormat> php_session(PhpSessionOptions options = {});

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
