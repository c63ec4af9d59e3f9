#pragma once

#include <cstdint>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1::encoding {

/// Appends the integer in decimal.
void append_integer(std::string& out, std::int64_t integer);
void append_integer(std::string& out, std::uint64_t integer);

/// Appends a finite number as Python's repr() writes it: the fewest digits that read back, always
/// with a point or an exponent (1.0, 1e+16, 5e-324).
void append_float(std::string& out, double number);

} // namespace costrel::inline v1::encoding

#pragma GCC visibility pop
