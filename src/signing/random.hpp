#pragma once

#include <cstddef>
#include <span>

namespace costrel::signing {

// Fills `out` with bytes that nobody can foretell. Throws std::runtime_error when the operating
// system gives OpenSSL none: weak bytes are never handed out.
void fill_random(std::span<unsigned char> out);
void fill_random(std::span<std::byte> out);

} // namespace costrel::signing
