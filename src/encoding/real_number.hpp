#pragma once

#include <costrel/detail/real_number.hpp>

#include <string_view>
#include <system_error>

#pragma GCC visibility push(default)

namespace costrel::inline v1::encoding {

// std::from_chars() of digits, with a point or an exponent or not; `text` holds nothing else.
// libc++ has it for floating-point numbers only from version 20 on, and before that this is the
// function below.
std::errc read_real(std::string_view text, double& number);

// The same by strtod(), in the locale "C".
std::errc read_real_with_strtod(std::string_view text, double& number);

} // namespace costrel::inline v1::encoding

#pragma GCC visibility pop
