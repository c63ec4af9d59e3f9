#pragma once

#include <costrel/interop/text_cookie.hpp>

#include <memory>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// setSignedCookie() and getSignedCookie() of hono.
struct HonoOptions {
    std::string secret{};
    std::string cookie_name{};
};

/// Reads and writes a signed cookie of hono (4). The signature binds neither name nor time. Throws
/// ConfigError when an option cannot work.
std::shared_ptr<const TextCookie> hono_cookie(HonoOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
