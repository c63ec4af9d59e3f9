#pragma once

#include "http/message.hpp"

#include <cstddef>
#include <string_view>

namespace costrel::inline v1::http {

// Reads the field line that `input` begins with, if it is there with its end (RFC 9112 section 5):
// a token, directly followed by a colon, a value without control characters other than HTAB, CR and
// LF. Gives its size in bytes, with its end; zero for all else, so also for the empty line, and for
// the continuation of a folded line, which begins with white space.
std::size_t read_field_line(std::string_view input, Field& field) noexcept;

} // namespace costrel::inline v1::http
