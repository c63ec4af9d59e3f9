#pragma once

#include <string>
#include <string_view>

namespace costrel::inline v1::encoding {

/// Appends a cookie's value, in double quotes with octal escapes when it needs them.
void append_cookie_value(std::string& out, std::string_view value);

/// Appends what the inside of a quoted value stands for: \ooo is a byte, and a backslash before
/// anything else is dropped.
void unescape_cookie_value(std::string& out, std::string_view quoted);

} // namespace costrel::inline v1::encoding
