#pragma once

#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// Reads digits, with or without a point and an exponent, as the nearest number. False when the
/// text is something else, or a number too large, or too small and not 0.
bool read_real(std::string_view text, double& number);

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
