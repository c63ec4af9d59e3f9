#pragma once

#include <costrel/session/format.hpp>

#include <memory>
#include <string>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// cookie-session of Express and Koa.
struct CookieSessionOptions {
    std::vector<std::string> keys{}; ///< `keys`, the one that signs first; `secret` is one
    std::string cookie_name = "session";
};

/// Reads and writes the two cookies of cookie-session (2.1): NAME and NAME.sig. Throws ConfigError
/// when an option cannot work.
///
/// The cookie holds no time: it is good as long as its key is, even after a logout.
std::shared_ptr<const SessionFormat> cookie_session(CookieSessionOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
