#pragma once

#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// The bytes as UTF-8, with U+FFFD in place of each part that is not: Python's
/// bytes.decode(errors="replace"). A session accepts only UTF-8, so pass what a client sent through
/// this first, unless the server has done so.
std::string to_utf8(std::string_view bytes);

} // namespace costrel::inline v1

#pragma GCC visibility pop
