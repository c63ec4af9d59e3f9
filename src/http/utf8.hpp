#pragma once

#include <cstddef>
#include <string_view>

namespace costrel::http {

// What UTF-8 (RFC 3629) finds at the start of `text`: one whole character, or as many bytes as can
// be told to begin one that never ends well. Python replaces or escapes exactly those bytes for one
// mistake (Unicode's "maximal subpart").
struct Utf8Piece {
    std::size_t size; // at least 1
    bool valid;
};
Utf8Piece first_utf8_piece(std::string_view text) noexcept; // of text that is not empty

bool is_utf8(std::string_view text) noexcept;

} // namespace costrel::http
