#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace costrel::inline v1::session {

// SipHash-1-3 under a key of the process: a hash of names that clients choose, and cannot make to
// collide.
std::uint64_t siphash(const std::array<std::uint64_t, 2>& key, std::string_view text) noexcept;

} // namespace costrel::inline v1::session
