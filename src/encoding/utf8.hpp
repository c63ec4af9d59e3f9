#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::encoding {

/// Whether a lone surrogate (U+D800 to U+DFFF) in three bytes is taken, as WTF-8 has it, or is
/// malformed, as in UTF-8 (RFC 3629).
enum class Surrogates { malformed, taken };

/// What UTF-8 (RFC 3629) finds at the start of a text: one whole character, or as many bytes as can
/// be told to begin one that never ends well. Python replaces or escapes exactly those bytes for
/// one mistake (Unicode's "maximal subpart").
struct Utf8Piece {
    std::size_t size; ///< at least 1
    bool valid;
};
Utf8Piece first_utf8_piece(std::string_view text) noexcept; ///< of text that is not empty

bool is_utf8(std::string_view text) noexcept;

/// A character and the number of its bytes. `size` is 0 when the bytes are malformed.
struct CodePoint {
    char32_t value = 0;
    std::size_t size = 0;
};

constexpr bool is_high_surrogate(char32_t c) noexcept
{
    return c >= 0xd800 && c <= 0xdbff;
}
constexpr bool is_low_surrogate(char32_t c) noexcept
{
    return c >= 0xdc00 && c <= 0xdfff;
}

/// The character at the beginning of `text`, which is not empty.
CodePoint decode_utf8(std::string_view text, Surrogates surrogates) noexcept;

/// Appends a character up to U+10FFFF; a surrogate in WTF-8's three bytes.
void append_utf8(std::string& out, char32_t code_point);

/// Appends `bytes` as UTF-8 with U+FFFD in place of each malformed part, divided into parts as
/// Python's errors="replace" and browsers do.
void append_utf8_with_replacement(std::string& out, std::string_view bytes);

} // namespace costrel::inline v1::encoding

#pragma GCC visibility pop
