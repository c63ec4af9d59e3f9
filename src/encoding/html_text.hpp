#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::encoding {

/// Appends the text up to its first byte that is not ASCII, escaped as by append_html(). Gives the
/// number of bytes that it has taken.
std::size_t append_html_of_ascii(std::string& out, std::string_view text);

} // namespace costrel::inline v1::encoding

#pragma GCC visibility pop
