#pragma once

#include <array>
#include <cstddef>

namespace costrel {

/// Names a session for revocation and for people. It is not a secret and proves nothing.
using Handle = std::array<std::byte, 16>;

} // namespace costrel
