#pragma once

#include <costrel/session/handle.hpp>

#include <chrono>
#include <cstdint>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// What the cookie of a remembered login says besides its user. Each of its values is good once.
struct RememberedLogin {
    Handle series{};
    std::uint32_t counter = 0;        ///< of its uses
    std::chrono::sys_seconds since{}; ///< when the user logged in
};

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
