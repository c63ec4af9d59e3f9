#pragma once

#include "http/traffic.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>

namespace costrel::inline v1::http {

// Traffic of all loops together, at one moment.
struct TotalTraffic {
    std::uint64_t accepted = 0;
    std::uint64_t closed = 0;
    std::uint64_t received = 0;
    std::uint64_t sent = 0;
    std::array<std::uint64_t, rule_count> refused{};
    std::uint64_t idle_timeouts = 0;
    std::uint64_t write_timeouts = 0;
};

// What a server tells of itself to the application that it serves. Any thread may ask.
class ServerStatus {
public:
    // For one more loop to count in, as long as this lives.
    Traffic& add_loop();
    TotalTraffic traffic() const;

    // Whether it was told to stop: it finishes what it has, and should get nothing new.
    bool is_stopping() const noexcept { return stopping_.load(std::memory_order_relaxed); }
    void set_stopping() noexcept { stopping_.store(true, std::memory_order_relaxed); }

private:
    mutable std::mutex mutex_; // of the list, not of what is counted
    std::deque<Traffic> loops_;
    std::atomic<bool> stopping_ = false;
};

} // namespace costrel::inline v1::http
