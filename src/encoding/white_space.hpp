#pragma once

#include <string_view>

namespace costrel::encoding {

/// `text` without the white space at its ends that Python's str.strip() takes off: beside ASCII's
/// also Unicode's. Text is UTF-8; malformed bytes are no white space.
std::string_view strip_white_space(std::string_view text) noexcept;
std::string_view strip_leading_white_space(std::string_view text) noexcept;

} // namespace costrel::encoding
