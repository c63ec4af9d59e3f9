#pragma once

#include "http/message.hpp"

#include <optional>
#include <string_view>

namespace costrel::inline v1::http {

// Reads `line`, which has no line end (RFC 9112 section 5): a token, directly followed by a colon,
// and a value without control characters other than HTAB; a CR, LF or NUL is one. Nothing for all
// else, so also for the continuation of a folded line, which begins with white space.
std::optional<Field> parse_field_line(std::string_view line) noexcept;

} // namespace costrel::inline v1::http
