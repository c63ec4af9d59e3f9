#pragma once

#include <costrel/session/record_format.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// express-session with a store.
struct ExpressSessionOptions {
    std::vector<std::string> secrets{}; ///< `secret`, the one that signs first
    std::string cookie_name = "connect.sid";
    std::optional<std::chrono::seconds> max_age{}; ///< cookie.maxAge
    std::string key_prefix = "sess:";              ///< connect-redis' prefix
};

/// Reads and writes the signed ID of express-session (1.19) and the JSON that connect-redis keeps
/// under key_prefix and the ID. Throws ConfigError when an option cannot work.
///
/// The session's entry "cookie" is Express' own: what it says of expiry is kept and obeyed.
std::shared_ptr<const RecordFormat> express_session(ExpressSessionOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
