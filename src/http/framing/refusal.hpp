#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace costrel::inline v1::http {

// What a request broke: a rule of the framing gate, whose number stands behind it
// (docs/decisions/framing-gate.md), another limit, or the time it had. What trailers break is rule
// 14 beside its own.
enum class Rule : std::uint8_t {
    request_line,      // not three words, or the first of them is no method
    empty_lines,       // too many before a request
    host,              // 1
    absolute_target,   // 2
    target,            // 3
    connect_method,    // 3: 501
    version,           // 4
    coding_in_http_10, // 5
    transfer_encoding, // 6
    unknown_coding,    // 6: 501
    coding_and_length, // 7
    content_length,    // 8, 9
    body_size,         // 9: 413
    line_end,          // 10: an LF without its CR
    folded_line,       // 10
    field_value,       // 10: a control character
    field_name,        // 11
    request_line_size, // 12: 414
    header_size,       // 12: 431
    field_count,       // 12: 431
    field_name_size,   // 12: 431
    expectation,       // 417
    chunk_framing,
    chunk_extensions, // too many bytes of them
    cut_short,        // the peer sent FIN within the request
    header_timeout,   // 408
    body_timeout,     // 408
    body_storage,     // 507: there is no room for the body, which is no fault of the request
    // 503, which is no fault of the request either: all connections together have too much of it
    waiting_requests,
    memory,
    temporary_files,
};
inline constexpr std::size_t rule_count = static_cast<std::size_t>(Rule::temporary_files) + 1;

// Its name above, for logs and counters.
std::string_view rule_name(Rule rule) noexcept;

// Why a request goes no further: the status of the error page that answers it, after which the
// connection closes, and the rule that it broke.
struct Refusal {
    int status;
    Rule rule;
};

} // namespace costrel::inline v1::http
