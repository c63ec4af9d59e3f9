#include "http/framing/refusal.hpp"

#include <array>

namespace costrel::inline v1::http {

namespace {

// In the order of Rule.
constexpr std::array<std::string_view, rule_count> names{
    "request_line",
    "empty_lines",
    "host",
    "absolute_target",
    "target",
    "connect_method",
    "version",
    "coding_in_http_10",
    "transfer_encoding",
    "unknown_coding",
    "coding_and_length",
    "content_length",
    "body_size",
    "line_end",
    "folded_line",
    "field_value",
    "field_name",
    "request_line_size",
    "header_size",
    "field_count",
    "field_name_size",
    "expectation",
    "chunk_framing",
    "chunk_extensions",
    "cut_short",
    "header_timeout",
    "body_timeout",
    "body_storage",
    "waiting_requests",
    "memory",
    "temporary_files",
};
static_assert(!names.back().empty());

} // namespace

std::string_view rule_name(Rule rule) noexcept
{
    return names[static_cast<std::size_t>(rule)];
}

} // namespace costrel::inline v1::http
