#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
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

// Appends the line that Apache and nginx call "combined". Quotes, backslashes, control characters
// and all that is not ASCII become \xHH, as in nginx, so that whatever a client sends is one field
// of one line. Texts that are too long end with "...".
void append_combined_line(std::string& out, const AccessRecord& record);

// Appends one line of JSON in ASCII. Malformed UTF-8 becomes U+FFFD; texts that are too long end
// with "...".
void append_json_line(std::string& out, const AccessRecord& record);

} // namespace costrel::inline v1
