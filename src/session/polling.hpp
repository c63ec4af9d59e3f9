#pragma once

#include <costrel/detail/event_loop.hpp>

#include <chrono>

#pragma GCC visibility push(default)

namespace costrel::inline v1::session {

// Blocks this thread until the descriptor is ready; false when it is not before the deadline.
bool poll_until(int descriptor, detail::Direction direction,
                std::chrono::steady_clock::time_point deadline) noexcept;

} // namespace costrel::inline v1::session

#pragma GCC visibility pop
