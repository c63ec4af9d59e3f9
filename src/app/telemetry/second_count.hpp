#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace costrel::inline v1 {

// Counts what anybody can bring about, for a line in the log that tells of it once a second.
class SecondCount {
public:
    // How often it came about since the last line, this time included; nothing when there was a
    // line in this second.
    std::optional<std::size_t> add() noexcept
    {
        count_.fetch_add(1, std::memory_order_relaxed);
        const std::int64_t second = std::chrono::duration_cast<std::chrono::seconds>(
                                        std::chrono::steady_clock::now().time_since_epoch())
                                        .count();
        if (last_.exchange(second, std::memory_order_relaxed) == second)
            return std::nullopt;
        return count_.exchange(0, std::memory_order_relaxed);
    }

private:
    std::atomic<std::int64_t> last_ = 0;
    std::atomic<std::size_t> count_ = 0;
};

} // namespace costrel::inline v1
