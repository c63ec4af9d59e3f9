#pragma once

#include "http/framing/refusal.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace costrel::inline v1::http {

// A number that one thread adds to and every thread may read: no bus is locked for it.
class Counter {
public:
    void add(std::uint64_t count = 1) noexcept
    {
        value_.store(value_.load(std::memory_order_relaxed) + count, std::memory_order_relaxed);
    }
    std::uint64_t read() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_ = 0;
};

// What the connections of one event loop did so far. Its own cache lines: loops write at once.
struct alignas(64) Traffic {
    Counter accepted;
    Counter closed;
    Counter received; // bytes of HTTP
    Counter sent;
    std::array<Counter, rule_count> refused; // requests, by Rule
    Counter idle_timeouts;                   // connections closed because no request came
    Counter write_timeouts;                  // connections reset because nothing was read
};

// A request that was rejected before any application saw it.
struct RefusedRequest {
    Refusal refusal;
    // As far as it came and as it came, without its line end; good during the call only.
    std::string_view request_line;
    std::size_t body_bytes; // of the error page
};

// Watches the connections of a loop, where something unusual happens to one.
class ConnectionObserver {
public:
    explicit ConnectionObserver(Traffic& loop_traffic) noexcept : traffic(loop_traffic) {}

    virtual void refused(const RefusedRequest& request) noexcept = 0;

    Traffic& traffic;

protected:
    ~ConnectionObserver() = default;
};

} // namespace costrel::inline v1::http
