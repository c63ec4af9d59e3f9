#pragma once

#include <costrel/interop/text_cookie.hpp>

#include <memory>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// A private or signed jar of Rust's crate cookie: axum-extra, Rocket, tower-cookies, actix-web.
struct CookieCrateOptions {
    /// The 64 bytes of Key::from(); or, with `derive`, what Key::derive_from() was given, at least
    /// 32 bytes (Rocket's secret_key, decoded).
    std::string key{};
    bool derive = false;
    std::string cookie_name{};
    bool encrypted = true; ///< PrivateJar; otherwise SignedJar
};

/// Reads and writes a cookie of such a jar (0.18). Neither jar holds a time; the signed one does
/// not bind the name. Throws ConfigError when an option cannot work.
std::shared_ptr<const TextCookie> cookie_crate(CookieCrateOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
