#pragma once

#include <costrel/session/format.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// A Play application.
struct PlayOptions {
    std::string secret_key{}; ///< play.http.secret.key
    std::string cookie_name = "PLAY_SESSION";
    std::optional<std::chrono::seconds> max_age{}; ///< play.http.session.maxAge
    bool accept_legacy = false; ///< also read the urlencoded form of Play 2.5 and before
    bool legacy = false;        ///< write that one
};

/// Reads and writes the session of Play (2.6 and later), a JWT of text to text: every other value
/// is an error when it is written. Throws ConfigError when an option cannot work.
std::shared_ptr<const SessionFormat> play(PlayOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
