#pragma once

#include "sealing/key_windows.hpp"

#include <costrel/sealing/key_ring.hpp>

#include <atomic>
#include <chrono>
#include <limits>
#include <string>
#include <vector>

namespace costrel::inline v1::session {

// What is wrong with a ring that can be used: a sentence for each key that ceases to open before
// its last sessions are over. They live for `idle` after the next key has begun to sign, and the
// clocks of hosts differ by `skew`.
std::vector<std::string> warnings_of(const KeyRing& ring, std::chrono::seconds idle,
                                     std::chrono::seconds skew);

// When an operator is to be told that soon no key will sign: from seven days before, once a day, in
// one of the threads that ask.
class LastKeyWarning {
public:
    // The keys were replaced.
    void follow(const sealing::KeyWindows& windows, std::chrono::sys_seconds now) noexcept;

    bool is_due(std::chrono::sys_seconds now) noexcept
    {
        return now.time_since_epoch().count() >= next_.load(std::memory_order_relaxed) && take(now);
    }

    static std::string sentence(std::chrono::sys_seconds last_day);

private:
    using Count = std::chrono::sys_seconds::rep;

    bool take(std::chrono::sys_seconds now) noexcept;

    std::atomic<Count> next_ = std::numeric_limits<Count>::max(); // seconds since 1970
};

} // namespace costrel::inline v1::session
