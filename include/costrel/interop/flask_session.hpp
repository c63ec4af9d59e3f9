#pragma once

#include <costrel/session/record_format.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// How Flask-Session writes a record (SESSION_SERIALIZATION_FORMAT). Both are always read.
enum class FlaskSessionSerialization : std::uint8_t { msgpack, json };

/// Flask-Session with Redis.
struct FlaskSessionOptions {
    FlaskSessionSerialization serialization = FlaskSessionSerialization::msgpack;
    std::string cookie_name = "session"; ///< SESSION_COOKIE_NAME
    std::string key_prefix = "session:"; ///< SESSION_KEY_PREFIX
    std::size_t id_length = 32;          ///< SESSION_ID_LENGTH, in bytes: 16 to 64
    /// SECRET_KEY, where SESSION_USE_SIGNER is on; not set: the cookie holds the ID as it is.
    std::optional<std::string> signer_key{};
};

/// Reads and writes the IDs and the records of Flask-Session (0.8), MessagePack or JSON, that are
/// in Redis under key_prefix and the ID. Throws ConfigError when an option cannot work.
///
///     Config config{.session_store = "redis://127.0.0.1",
///                   .session_record = costrel::interop::flask_session()};
///
/// What Flask-Session would read back as another type is written as that type: a tuple as a list,
/// Html and a UUID as text, in JSON also bytes as base64 and a time as text. What it cannot write
/// (an integer beyond 64 bits in MessagePack, a lone surrogate) is an error when the session is
/// saved. A record that is a pickle is never loaded: it is unreadable.
std::shared_ptr<const RecordFormat> flask_session(FlaskSessionOptions options = {});

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
