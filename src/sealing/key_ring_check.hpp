#pragma once

#include <costrel/sealing/key_ring.hpp>

#include <cstddef>
#include <string_view>

namespace costrel::inline v1::sealing {

inline constexpr std::size_t most_keys = 16;
inline constexpr std::size_t shortest_secret = 32;  // bytes: 128 bits of random text in hex
inline constexpr std::size_t longest_secret = 1024; // bytes

// Why a secret may not seal; empty when it may. It is a floor and proves nothing: secrets are made
// by `costrel secret`.
std::string_view weakness(std::string_view secret) noexcept;

// Throws ConfigError when the ring cannot work: no key or too many, a weak secret, an empty window,
// the same key twice, or nothing but revoked keys. The sentence quotes no secret.
void require_sound(const KeyRing& ring);

} // namespace costrel::inline v1::sealing
