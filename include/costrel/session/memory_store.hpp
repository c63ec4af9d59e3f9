#pragma once

#include <costrel/session/store.hpp>

#include <cstddef>
#include <memory>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Sessions in the memory of this process: they end with it, and other processes do not see them.
/// When they take more than `max_bytes`, those that were used longest ago go.
/// `session_store = "memory:"` makes one of the default size.
std::shared_ptr<SessionStore> memory_store(std::size_t max_bytes = 64 * 1024 * 1024);

} // namespace costrel::inline v1

#pragma GCC visibility pop
