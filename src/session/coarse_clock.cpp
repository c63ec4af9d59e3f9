#include "session/coarse_clock.hpp"

#include <time.h>

namespace costrel::inline v1::session {

std::int64_t coarse_now() noexcept
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return now.tv_sec * 1'000 + now.tv_nsec / 1'000'000;
}

} // namespace costrel::inline v1::session
