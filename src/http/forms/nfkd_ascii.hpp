#pragma once

#include <string_view>

namespace costrel::inline v1::http {

// What the compatibility decomposition (NFKD) of a character beyond ASCII has in ASCII: "u" for
// U+00FC, "fi" for U+FB01, nothing for most. White space and slashes are a space; "!" stands for
// all that is no letter, digit, "_", "-" or ".".
std::string_view nfkd_ascii(char32_t character) noexcept;

} // namespace costrel::inline v1::http
