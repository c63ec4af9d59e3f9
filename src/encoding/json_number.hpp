#pragma once

#include <costrel/value.hpp>

namespace costrel::inline v1::encoding {

/// The most digits that Python makes an int of (sys.int_info.default_max_str_digits).
inline constexpr std::size_t max_integer_digits = 4300;

/// Reads a JSON number that begins at `at`, which is a '-' or a digit; `at` is left behind it, or
/// where reading stopped. Gives nullptr, or why it is no number.
const char* read_json_number(const char*& at, const char* end, Value& out);

} // namespace costrel::inline v1::encoding
