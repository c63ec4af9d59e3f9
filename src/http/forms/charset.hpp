#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::http {

// The encodings that Werkzeug takes in a form. Everything else is read as UTF-8.
enum class Charset : std::uint8_t { ascii, iso_8859_1, utf_8 };

// The encoding of that name, in any case; nothing for one that is not taken.
std::optional<Charset> find_charset(std::string_view name) noexcept;

// `bytes` as UTF-8. What the encoding does not have becomes U+FFFD, as Python's errors="replace".
std::string decode(std::string_view bytes, Charset charset);

} // namespace costrel::inline v1::http
