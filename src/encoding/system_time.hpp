#pragma once

#include <chrono>
#include <optional>

#pragma GCC visibility push(default)

namespace costrel::inline v1::encoding {

// What the time is, in whole seconds: where costrel itself asks for it, and nobody gave it a time.
std::chrono::sys_seconds system_time() noexcept;

// The time that stands still for the calling thread; nothing when it goes on.
std::optional<std::chrono::sys_seconds> fixed_time() noexcept;

// As long as it lives the time stands still for the thread that made it, or goes on when `time` is
// nothing. A test's clock reaches what a handler calls in this way.
class FixedTime {
public:
    explicit FixedTime(std::optional<std::chrono::sys_seconds> time) noexcept;
    ~FixedTime();
    FixedTime(const FixedTime&) = delete;
    FixedTime& operator=(const FixedTime&) = delete;

private:
    std::optional<std::chrono::sys_seconds> before_;
};

} // namespace costrel::inline v1::encoding

#pragma GCC visibility pop
