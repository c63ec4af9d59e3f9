#pragma once

#include <string_view>

namespace costrel::inline v1 {

// Whether a path that a client asked for can name a file below a folder: parts that are none of "",
// "." and "..", with at most 255 bytes, in UTF-8, without control characters and backslashes. A
// part that begins with a dot or ends with "~" is `hidden`, and only taken when asked for.
bool is_served_path(std::string_view path, bool hidden) noexcept;

} // namespace costrel::inline v1
