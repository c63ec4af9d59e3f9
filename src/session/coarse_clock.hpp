#pragma once

#include <cstdint>

namespace costrel::inline v1::session {

// Milliseconds of a clock that is never set, costs little where the system has such a one, and may
// be a few milliseconds late.
std::int64_t coarse_now() noexcept;

} // namespace costrel::inline v1::session
