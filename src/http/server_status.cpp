#include "http/server_status.hpp"

#include <cstddef>

namespace costrel::inline v1::http {

Traffic& ServerStatus::add_loop()
{
    const std::lock_guard lock(mutex_);
    return loops_.emplace_back();
}

TotalTraffic ServerStatus::traffic() const
{
    const std::lock_guard lock(mutex_);
    TotalTraffic total;
    for (const Traffic& loop : loops_) {
        // Closed ones first, so that there are never more of them than were accepted.
        total.closed += loop.closed.read();
        total.accepted += loop.accepted.read();
        total.received += loop.received.read();
        total.sent += loop.sent.read();
        for (std::size_t rule = 0; rule < rule_count; ++rule)
            total.refused[rule] += loop.refused[rule].read();
        total.idle_timeouts += loop.idle_timeouts.read();
        total.write_timeouts += loop.write_timeouts.read();
    }
    return total;
}

} // namespace costrel::inline v1::http
