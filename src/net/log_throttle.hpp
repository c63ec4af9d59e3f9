#pragma once

#include <chrono>

namespace costrel::inline v1::net {

// Lets one line a second through, so that no peer can fill the log.
class LogThrottle {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    bool pass(TimePoint now) noexcept
    {
        if (now < next_)
            return false;
        next_ = now + std::chrono::seconds(1);
        return true;
    }

private:
    TimePoint next_ = TimePoint::min();
};

} // namespace costrel::inline v1::net
