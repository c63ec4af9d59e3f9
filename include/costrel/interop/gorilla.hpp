#pragma once

#include <costrel/session/format.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// gorilla/sessions' CookieStore, or gorilla/securecookie alone.
struct GorillaOptions {
    /// The keyPairs of NewCookieStore(): a hash key, and a block key of 16, 24 or 32 bytes or none.
    /// The first pair writes.
    std::vector<std::pair<std::string, std::string>> key_pairs{};
    std::string cookie_name{}; ///< the session's name
    enum class Payload : std::uint8_t {
        gob, ///< sessions.CookieStore
        json ///< securecookie with JSONEncoder
    } payload = Payload::gob;
    std::chrono::seconds max_age = std::chrono::days(30);
};

/// Reads and writes the cookie of gorilla/sessions (1.4). Lists and dicts in a gob are
/// []interface{} and map[string]interface{}, which the Go program has to register (gob.Register);
/// integers are written as int, floats as float64. Throws ConfigError when an option cannot work.
std::shared_ptr<const SessionFormat> gorilla(GorillaOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
