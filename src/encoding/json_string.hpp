#pragma once

#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::encoding {

/// Appends `text` as a JSON string with its quotes, as Python writes it. Throws
/// std::invalid_argument when `text` is not UTF-8 (lone surrogates as in WTF-8 are taken).
void append_json_string(std::string& out, std::string_view text, bool ensure_ascii);

/// Reads a JSON string. `at` points behind its opening quote, and is left behind its closing one,
/// or where reading stopped. The text is appended to `out`. Gives nullptr, or why it is no string.
const char* read_json_string(const char*& at, const char* end, std::string& out);

} // namespace costrel::inline v1::encoding

#pragma GCC visibility pop
