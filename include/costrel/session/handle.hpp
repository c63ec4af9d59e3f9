#pragma once

#include <array>
#include <cstddef>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Names a session for revocation and for people. It is not a secret and proves nothing.
using Handle = std::array<std::byte, 16>;

} // namespace costrel::inline v1

#pragma GCC visibility pop
