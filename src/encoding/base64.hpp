#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::encoding {

/// The number of characters that base64url_encode() appends for `size` bytes.
constexpr std::size_t base64url_size(std::size_t size) noexcept
{
    return size / 3 * 4 + (size % 3 == 0 ? 0 : size % 3 + 1);
}

/// Appends `bytes` in the URL-safe alphabet without padding (RFC 4648 section 5), as itsdangerous
/// writes it.
void base64url_encode(std::string& out, std::string_view bytes);

/// Appends `bytes` in the standard alphabet with padding (RFC 4648 section 4), as the " b" tag of a
/// session holds it.
void base64_encode(std::string& out, std::string_view bytes);

/// Reads base64url in its one canonical spelling: only the URL-safe alphabet, no padding, the
/// unused bits of the last character zero. `out` is replaced, and is empty when this gives false.
bool base64url_decode_canonical(std::string_view text, std::string& out);

/// The same into a buffer of the caller: gives the number of bytes, or nothing when `text` is not
/// canonical or its bytes do not fit.
std::optional<std::size_t> base64url_decode_canonical(std::string_view text,
                                                      std::span<unsigned char> out) noexcept;

/// Reads what itsdangerous reads (Python's urlsafe_b64decode after `=` is appended up to a multiple
/// of four): both alphabets, junk skipped, unused bits ignored, anything after complete padding
/// ignored. Each accepted text has many spellings, so this is for tokens that itsdangerous made,
/// never for telling two texts apart. `out` is replaced, and is empty when this gives false.
bool base64url_decode(std::string_view text, std::string& out);

/// Reads what Python's b64decode reads: the standard alphabet, junk skipped, padding required.
/// `out` is replaced, and is empty when this gives false.
bool base64_decode(std::string_view text, std::string& out);

} // namespace costrel::inline v1::encoding

#pragma GCC visibility pop
