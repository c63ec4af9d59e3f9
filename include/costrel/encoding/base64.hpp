#pragma once

#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// The bytes as URL-safe base64 without padding (RFC 4648 section 5): itsdangerous.base64_encode().
std::string base64_encode(std::string_view bytes);

/// Reads what itsdangerous.base64_decode() reads: with or without padding, both alphabets, junk
/// skipped. Returns nothing where itsdangerous raises BadData. Many texts decode to the same bytes,
/// so never compare two texts instead of what they stand for.
std::optional<std::string> base64_decode(std::string_view text);

} // namespace costrel::inline v1

#pragma GCC visibility pop
