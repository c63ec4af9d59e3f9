#pragma once

#include <costrel/session/format.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// Auth.js (next-auth 5, @auth/core) or NextAuth 4, with the session strategy "jwt".
struct AuthJsOptions {
    std::vector<std::string> secrets{}; ///< AUTH_SECRET, the one that encrypts first; 4 has one
    unsigned version = 5;               ///< or 4
    /// Empty: "authjs.session-token" or "next-auth.session-token", after "__Secure-" where `secure`
    /// is set.
    std::string cookie_name{};
    bool secure = true; ///< the site is on https
    std::chrono::seconds max_age = std::chrono::days(30);
    bool accept_without_exp =
        false; ///< tokens that never expire, which Auth.js reads and never writes
};

/// Reads and writes the encrypted token of Auth.js. The session is the token: "name", "email",
/// "picture" and "sub", the user, besides what the site adds; "iat", "exp" and "jti" are set with
/// each save. Throws ConfigError when an option cannot work.
///
/// A long token is cut into NAME.0, NAME.1 …, five at most; stricter than Auth.js, NAME beside them
/// is rejected, and so is another name that begins the same way.
std::shared_ptr<const SessionFormat> authjs(AuthJsOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
