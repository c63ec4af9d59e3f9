#pragma once

#include <cstddef>

namespace costrel::inline v1 {

/// How many bytes zlib's inflate() has written in this thread so far.
std::size_t bytes_inflated() noexcept;

} // namespace costrel::inline v1
