#pragma once

#include "http/message.hpp"

#include <cstddef>
#include <string_view>

namespace costrel::inline v1::http {

struct FieldLine {
    Field field;
    std::size_t size = 0; // in bytes, with its end
};

// Reads the field line that `input` begins with, if it is there with its end (RFC 9112 section 5):
// a token, directly followed by a colon, a value without control characters other than HTAB, CR and
// LF. False for all else, so also for the empty line, and for the continuation of a folded line,
// which begins with white space.
bool read_field_line(std::string_view input, FieldLine& line) noexcept;

} // namespace costrel::inline v1::http
