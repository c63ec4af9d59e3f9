#pragma once

#include <atomic>
#include <chrono>
#include <limits>

namespace costrel::inline v1::session {

// Is due the first time that it is asked, and then once a minute, in one of the threads that ask.
class OnceAMinute {
public:
    bool is_due(std::chrono::sys_seconds now) noexcept
    {
        Count next = next_.load(std::memory_order_relaxed);
        const Count second = now.time_since_epoch().count();
        return second >= next &&
               next_.compare_exchange_strong(next, second + 60, std::memory_order_relaxed);
    }

private:
    using Count = std::chrono::sys_seconds::rep;

    std::atomic<Count> next_ = std::numeric_limits<Count>::min(); // seconds since 1970
};

} // namespace costrel::inline v1::session
