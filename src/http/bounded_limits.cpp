#include "http/bounded_limits.hpp"

#include <algorithm>
#include <cstdint>

namespace costrel::inline v1::http {

Limits bounded_limits(Limits limits) noexcept
{
    constexpr std::chrono::milliseconds longest = std::chrono::years(1);
    for (std::chrono::milliseconds* const time :
         {&limits.header_timeout, &limits.body_gap, &limits.body_grace, &limits.keepalive_idle,
          &limits.write_stall, &limits.connection_lifetime, &limits.lingering_time,
          &limits.lingering_gap, &limits.drain_time, &limits.graceful_timeout,
          &limits.cancel_timeout})
        *time = std::clamp(*time, std::chrono::milliseconds::zero(), longest);
    constexpr std::size_t most = 1024UL * 1024 * 1024;
    for (std::size_t* const size :
         {&limits.max_request_line, &limits.max_header_bytes, &limits.max_header_fields,
          &limits.max_chunk_ext_bytes, &limits.max_leading_crlf, &limits.body_min_rate,
          &limits.max_connections})
        *size = std::min(*size, most);
    return limits;
}

} // namespace costrel::inline v1::http
