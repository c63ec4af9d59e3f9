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

} // namespace costrel::inline v1::encoding

#pragma GCC visibility pop
