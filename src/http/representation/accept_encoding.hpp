#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace costrel::inline v1::http {

// A weight (RFC 9110 section 12.4.2) in thousandths: "0.25" is 250. Nothing for what is none.
std::optional<std::uint16_t> parse_weight(std::string_view text) noexcept;

// Whether the client of an Accept-Encoding field (RFC 9110 section 12.5.3) would rather have gzip
// than the bytes as they are: gzip is named, or "*" stands for it, with a weight that is not 0 and
// not less than identity's. Without the field it would not. An element that is malformed is left
// out; of several for one coding the first counts.
bool prefers_gzip(std::optional<std::string_view> field) noexcept;

} // namespace costrel::inline v1::http
