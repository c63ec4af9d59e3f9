#include "session/rest.hpp"

#include "session/uncancelled.hpp"

#include <algorithm>
#include <thread>

namespace costrel::inline v1::session {

// A loop has no descriptors here that it could wait for.
Task<void> rest(std::chrono::microseconds pause, Deadline deadline)
{
    const detail::TaskLoop* const loop = co_await ThisLoop();
    if (!loop)
        std::this_thread::sleep_until(std::min(deadline, std::chrono::steady_clock::now() + pause));
}

} // namespace costrel::inline v1::session
