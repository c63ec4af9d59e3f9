#pragma once

#include <atomic>
#include <cstdint>

namespace costrel::inline v1::stores {

// A number of no other in this process: for who keeps something in event loops.
inline std::uint64_t next_owner_number() noexcept
{
    static std::atomic<std::uint64_t> last = 0;
    return ++last;
}

} // namespace costrel::inline v1::stores
