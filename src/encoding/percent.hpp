#pragma once

#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::encoding {

/// What "+" stands for: itself, or a blank as in forms.
enum class Plus { itself, blank };

/// Appends the bytes that `text` stands for (RFC 3986 section 2.1). A percent sign without two
/// hexadecimal digits behind it stays as it is; the result is then false.
bool append_percent_decoded(std::string& out, std::string_view text, Plus plus = Plus::itself);

/// Appends a byte as %XX, in capitals.
void append_percent_encoded(std::string& out, char byte);

/// Appends `text` with each byte so, but ASCII letters, digits and those of `kept`.
void append_percent_encoded(std::string& out, std::string_view text, std::string_view kept);

} // namespace costrel::inline v1::encoding

#pragma GCC visibility pop
