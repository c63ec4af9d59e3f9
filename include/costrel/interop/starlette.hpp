#pragma once

#include <costrel/session/format.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// SessionMiddleware of a Starlette or FastAPI application.
struct StarletteOptions {
    std::string secret_key{};
    std::string cookie_name = "session";
    std::optional<std::chrono::seconds> max_age = std::chrono::days(14); ///< nothing: for ever
};

/// Reads and writes the session cookie of Starlette (SessionMiddleware of 1.10). Throws ConfigError
/// when an option cannot work.
///
/// The signature binds neither the cookie's name nor its purpose: whatever that application signs
/// with itsdangerous' TimestampSigner and the same key is a session to both sites.
std::shared_ptr<const SessionFormat> starlette(StarletteOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
