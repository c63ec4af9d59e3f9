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
    /// derives its key from them with Argon2id; docs/frameworks/secure-session.md says how to do
    /// that once.
    std::vector<std::string> keys{};
    std::string cookie_name = "session";
    std::chrono::seconds expiry{86'401}; ///< since the session was last changed
    /// Accept sessions whose time of last change is missing or is text; they never expire. It
    /// writes none.
    bool accept_without_time = false;
};

/// Reads and writes the encrypted cookie of @fastify/secure-session (8). Throws ConfigError when an
/// option cannot work.
///
/// Stricter than that: a session without the time of its last change, which would never expire, is
/// rejected.
std::shared_ptr<const SessionFormat> secure_session(SecureSessionOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
