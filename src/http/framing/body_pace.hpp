#pragma once

#include <costrel/limits.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace costrel::inline v1::http {

// Whether a request's body comes fast enough: no pause longer than body_gap, and, once body_grace
// has passed, body_min_rate on average over the last ten seconds. Without this a client that sends
// a byte now and then holds a connection for ever (the attack called R-U-D-Y).
class BodyPace {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit BodyPace(const Limits& limits) noexcept : limits_(&limits) {}

    void start(TimePoint now) noexcept;
    void received(std::size_t bytes, TimePoint now) noexcept;

    // When check() has to be called at the latest.
    TimePoint deadline() const noexcept;
    // False when the body is too slow.
    bool check(TimePoint now) noexcept;

private:
    static constexpr std::int64_t window = 10; // seconds, one bucket each

    void advance(TimePoint now) noexcept;

    const Limits* limits_;
    TimePoint started_;
    TimePoint last_byte_;
    TimePoint next_check_;
    std::array<std::uint32_t, window> buckets_{}; // bytes, at most so many as fit
    std::int64_t second_ = 0;                     // since the start; its bucket is second_ % window
};

} // namespace costrel::inline v1::http
