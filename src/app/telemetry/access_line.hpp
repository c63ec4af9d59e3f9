#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace costrel::inline v1 {

// A request and its response, as the access log tells of them. The texts are as the client sent
// them and may hold any bytes.
struct AccessRecord {
    std::chrono::system_clock::time_point time; // of the response
    std::string_view remote_addr;
    // A request that the server rejected has its line in one piece, as far as it came; any other
    // has its parts.
    std::string_view request_line;
    std::string_view method;
    std::string_view target;
    int minor_version = 1;
    int status = 0;
    std::uint64_t body_bytes = 0;
    std::string_view referer;    // empty: none was sent
    std::string_view user_agent; // as well
    std::chrono::nanoseconds duration{};
    std::string_view endpoint; // empty: no route
    std::string_view request_id;
    std::string_view refused_by; // the rule that it broke; empty: none
    bool cut = false;            // the body did not end as it should have
};

// No line is longer than this, its end included: a line goes into a pipe in one piece (PIPE_BUF of
// pipe(7)).
inline constexpr std::size_t longest_access_line = 4096;

using AccessLineRoom = std::span<char, longest_access_line>;

// Writes the line that Apache and nginx call "combined", and gives it. Quotes, backslashes, control
// characters and all that is not ASCII become \xHH, as in nginx, so that whatever a client sends is
// one field of one line. Texts that are too long end with "...".
std::string_view combined_line(AccessLineRoom room, const AccessRecord& record) noexcept;

// Writes one line of JSON in ASCII, and gives it. Malformed UTF-8 becomes U+FFFD; texts that are
// too long end with "...".
std::string_view json_line(AccessLineRoom room, const AccessRecord& record) noexcept;

} // namespace costrel::inline v1
