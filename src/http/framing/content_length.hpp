#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace costrel::inline v1::http {

// The value of a Content-Length field (RFC 9110 section 8.6): 1 to 19 digits and at most 2^63-1.
// Nothing for anything else, a list included. Leading zeros are decimal.
std::optional<std::uint64_t> parse_content_length(std::string_view value) noexcept;

} // namespace costrel::inline v1::http
