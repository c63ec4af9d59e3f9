#pragma once

#include <string>
#include <string_view>

namespace costrel::http {

// The ASCII that is left of a name in UTF-8 when accents are taken off its letters: "Jörg ☃.txt" is
// "Jorg .txt". As Python's unicodedata.normalize("NFKD", …).encode("ascii", "ignore") for Latin
// letters (U+00A0 to U+024F, U+1E00 to U+1EFF) and full-width ones; other characters are left out.
std::string ascii_name(std::string_view name);

} // namespace costrel::http
