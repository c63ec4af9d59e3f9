#pragma once

#include <costrel/dict.hpp>

#include <cstddef>

namespace costrel::inline v1::session {

// The bytes that a dict and all below it take, near enough for a limit: what its containers hold
// room for, without the allocator's own.
std::size_t memory_of(const Dict& dict);

} // namespace costrel::inline v1::session
