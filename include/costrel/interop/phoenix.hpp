#pragma once

#include <costrel/session/format.hpp>

#include <memory>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// Plug.Session with store: :cookie, of Phoenix.
struct PhoenixOptions {
    std::string secret_key_base{}; ///< at least 64 bytes
    std::string cookie_name{};     ///< `key`: "_my_app_key"
    std::string signing_salt{};
    std::string encryption_salt{}; ///< empty: signed, and readable by the client

    struct Rotation {
        std::string secret_key_base{};
        std::string signing_salt{};
        std::string encryption_salt{};
    };
    std::vector<Rotation> rotations{}; ///< rotating_options
};

/// Reads and writes Plug's session cookie, signed or encrypted (XChaCha20-Poly1305). Throws
/// ConfigError when an option cannot work.
///
/// The cookie holds no time and does not bind its name: a captured one lives until the key
/// changes. Only maps of text keys are read, without atoms, and no compressed terms; as a
/// signature, only SFMyNTY (SHA-256), which Plug writes.
std::shared_ptr<const SessionFormat> phoenix(PhoenixOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
