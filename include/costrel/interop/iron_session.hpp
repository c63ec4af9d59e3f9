#pragma once

#include <costrel/session/format.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1::interop {

/// iron-session 8 or 9, of Next.js and others.
struct IronSessionOptions {
    /// `password` by its number, 1 where there is only one; each of at least 32 characters. The one
    /// with the highest number seals.
    std::vector<std::pair<unsigned, std::string>> passwords{};
    std::string cookie_name{};
    std::chrono::seconds ttl = std::chrono::days(14); ///< 0: for ever
    bool chunk = false; ///< 9 with `chunk`: a long session is cut into NAME.0 to NAME.3
};

/// Reads and writes the sealed cookie of iron-session (8.0 and 9.0). Throws ConfigError when an
/// option cannot work.
///
/// Stricter than iron-session: the text ends in "~2", which no MAC protects.
std::shared_ptr<const SessionFormat> iron_session(IronSessionOptions options);

} // namespace costrel::inline v1::interop

#pragma GCC visibility pop
