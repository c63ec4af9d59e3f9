#include "session/coarse_clock.hpp"

#include <chrono>

namespace costrel::inline v1::session {

std::int64_t coarse_now() noexcept
{
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

} // namespace costrel::inline v1::session
