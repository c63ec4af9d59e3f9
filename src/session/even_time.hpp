#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace costrel::inline v1::session {

// A clock that may jump, beside one that cannot: what is forgotten for being old is forgotten when
// both are past it, so that a clock that jumps ahead and back loses nothing.
class EvenTime {
public:
    using Steady = std::chrono::steady_clock::time_point;

    // The lesser of `told`, what the clock shows at `at`, and of what it would show if it had gone
    // evenly since it was told first.
    std::chrono::sys_seconds least(std::chrono::sys_seconds told, Steady at) noexcept
    {
        if (!first_)
            first_ = First{told, at};
        return std::min(told, first_->told + age(at));
    }
    // For how long it has been told.
    std::chrono::seconds age(Steady at) const noexcept
    {
        return first_ ? std::chrono::floor<std::chrono::seconds>(at - first_->at)
                      : std::chrono::seconds(0);
    }

private:
    struct First {
        std::chrono::sys_seconds told;
        Steady at;
    };
    std::optional<First> first_;
};

} // namespace costrel::inline v1::session
