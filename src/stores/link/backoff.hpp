#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace costrel::inline v1::stores {

// When a connection that failed is tried again: at once after one that worked, then after 50 ms
// and, doubled each time, at most 5 s. A quarter of that is chance, so that not all the processes
// that lost their server come back to it together.
class Backoff {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    bool is_waiting(TimePoint now) const noexcept { return now < next_; }
    void connected() noexcept { failures_ = 0; }
    // `chance` is any number.
    void failed(TimePoint now, std::uint32_t chance) noexcept
    {
        constexpr std::chrono::milliseconds first{50};
        constexpr std::chrono::milliseconds longest{5'000};
        const auto delay = std::min(longest, first * (1 << std::min(failures_, 10U)));
        ++failures_;
        next_ = now + delay * 3 / 4 + delay * (chance % 1024) / (4 * 1024);
    }

private:
    unsigned failures_ = 0;
    TimePoint next_{};
};

} // namespace costrel::inline v1::stores
