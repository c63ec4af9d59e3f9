#pragma once

#include "stores/redis/sentinels.hpp"

#include <chrono>
#include <optional>

namespace costrel::inline v1::stores {

// Where the primary is believed to be, of all that sentinels said.
class SentinelTrust {
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    // Without a sentinel that says so: a primary is not replaced faster than it is taken for dead.
    static constexpr std::chrono::milliseconds longest{2'000};

    // What sentinels say that were asked then. False: it is not believed.
    bool take(const PrimaryPlace& found, TimePoint asked);
    // The last that was believed.
    const std::optional<PrimaryPlace>& place() const noexcept { return place_; }
    // Whether a sentinel has said so since then.
    bool is_confirmed(TimePoint now, std::chrono::milliseconds since) const noexcept
    {
        return place_ && now - confirmed_ < since;
    }

private:
    std::optional<PrimaryPlace> place_;
    TimePoint confirmed_{};
    // No sentinel has known since then of the failover by which it became the primary.
    std::optional<TimePoint> unknown_since_;
};

} // namespace costrel::inline v1::stores
