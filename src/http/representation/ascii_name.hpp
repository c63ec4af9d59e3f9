#pragma once

#include <string>
#include <string_view>

namespace costrel::inline v1::http {

// The ASCII that is left of a name in UTF-8 when accents are taken off its letters: "Jörg ☃.txt" is
// "Jorg .txt". As Python's unicodedata.normalize("NFKD", …).encode("ascii", "ignore"), but for
// rare punctuation within other characters, which is '_'.
std::string ascii_name(std::string_view name);

} // namespace costrel::inline v1::http
