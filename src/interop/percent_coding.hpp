#pragma once

#include <string>
#include <string_view>

namespace costrel::inline v1::interop {

inline constexpr std::string_view uri_component_marks = "-_.!~*'()"; // encodeURIComponent()
inline constexpr std::string_view form_marks = "*-._";               // a form's, but for blanks
inline constexpr std::string_view php_marks = "-_.~";                // rawurlencode()

// JavaScript's decodeURIComponent(); the text as it stands where that would throw.
std::string uri_text(std::string_view text);

// `text` with every byte as %XX (in capitals) but letters, digits and those of `unescaped`.
std::string percent_of(std::string_view text, std::string_view unescaped);

} // namespace costrel::inline v1::interop
