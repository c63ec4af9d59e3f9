#pragma once

#include <chrono>
#include <functional>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// The one clock of an application: its sessions, keys, revocations and records are judged by it.
using Clock = std::function<std::chrono::sys_time<std::chrono::milliseconds>()>;

} // namespace costrel::inline v1

#pragma GCC visibility pop
