#include "net/connection_limit.hpp"

#include <algorithm>
#include <sys/resource.h>

namespace costrel::inline v1::net {

std::size_t affordable_connections(std::size_t wanted) noexcept
{
    constexpr rlim_t kept_free = 64;
    rlimit descriptors{};
    if (::getrlimit(RLIMIT_NOFILE, &descriptors) != 0 || descriptors.rlim_cur == RLIM_INFINITY)
        return std::max<std::size_t>(wanted, 1);
    const rlim_t affordable =
        descriptors.rlim_cur > kept_free ? descriptors.rlim_cur - kept_free : 1;
    return std::clamp<std::size_t>(wanted, 1, affordable);
}

std::size_t share_of_connections(std::size_t wanted, std::size_t total,
                                 std::size_t affordable) noexcept
{
    if (total <= affordable)
        return std::max<std::size_t>(wanted, 1);
    const double part = static_cast<double>(wanted) / static_cast<double>(total);
    return std::max<std::size_t>(static_cast<std::size_t>(part * static_cast<double>(affordable)),
                                 1);
}

} // namespace costrel::inline v1::net
