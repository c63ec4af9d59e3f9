#pragma once

#include <cstddef>
#include <span>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

// Fills `out` with bytes that nobody can foretell. Throws std::runtime_error when the operating
// system gives OpenSSL none: weak bytes are never handed out.
void fill_random(std::span<unsigned char> out);
void fill_random(std::span<std::byte> out);

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
