#include "session/polling.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <poll.h>

namespace costrel::inline v1::session {

using std::chrono::steady_clock;

namespace {

// Rounded up, so that poll() does not return just before the time. In whole milliseconds: in the
// clock's own unit a far deadline would overflow.
int milliseconds_until(steady_clock::time_point deadline) noexcept
{
    using std::chrono::milliseconds;
    const milliseconds end = std::chrono::ceil<milliseconds>(deadline.time_since_epoch());
    const milliseconds now =
        std::chrono::floor<milliseconds>(steady_clock::now().time_since_epoch());
    return static_cast<int>(
        std::clamp<std::int64_t>((end - now).count(), 0, std::numeric_limits<int>::max()));
}

} // namespace

bool poll_until(int descriptor, detail::Direction direction,
                steady_clock::time_point deadline) noexcept
{
    const auto wants = static_cast<unsigned>(direction);
    pollfd polled{descriptor, 0, 0};
    if (wants & static_cast<unsigned>(detail::Direction::reading))
        polled.events = POLLIN;
    if (wants & static_cast<unsigned>(detail::Direction::writing))
        polled.events = static_cast<short>(polled.events | POLLOUT);
    for (;;) {
        const int ready = ::poll(&polled, 1, milliseconds_until(deadline));
        if (ready >= 0 || errno != EINTR)
            return ready > 0;
    }
}

} // namespace costrel::inline v1::session
