#pragma once

#include <costrel/session/format.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// @fastify/secure-session.
struct SecureSessionOptions {
    /// `key`: 32 raw bytes each; the first encrypts. A site that has `secret` and `salt` instead
    /// derives its key of them by Argon2id; docs/frameworks/secure-session.md says how to do it
    /// once.
    std::vector<std::string> keys{};
    std::string cookie_name = "session";
    std::chrono::seconds expiry{86'401}; ///< since the session was last changed
    /// Take sessions whose time of their last change is missing or a text, which never die. It
    /// writes none.
    bool accept_without_time = false;
};

/// Reads and writes the encrypted cookie of @fastify/secure-session (8). Throws ConfigError when an
/// option cannot work.
///
/// Stricter than it: a session without the time of its last change, which would never die, is
/// rejected.
std::shared_ptr<const SessionFormat> secure_session(SecureSessionOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
