#pragma once

#include <string>

namespace costrel::inline v1::interop {

// How a language writes a double: all write the fewest digits that read back, and differ in where
// the exponent begins. `n` below is the place of the point: the number is 0.DIGITS × 10^n.
struct DecimalStyle {
    int plain_above; // plain digits when plain_above < n <= plain_up_to, else an exponent
    int plain_up_to;
    bool point;          // 100.0, not 100
    bool exponent_point; // 1.0e+20, not 1e+20
    char e;              // before the exponent
    bool two_digits;     // e-07, not e-7
    bool negative_zero;  // -0 keeps its sign
    bool plus = true;    // 1e+20, not 1e20
};

inline constexpr DecimalStyle python_decimal{-4, 16, true, false, 'e', true, true};
// Number::toString, ECMA-262 6.1.6.1.20.
inline constexpr DecimalStyle javascript_decimal{-6, 21, false, false, 'e', false, false};
inline constexpr DecimalStyle go_decimal{-6, 21, false, false, 'e', false, true};
inline constexpr DecimalStyle ruby_decimal{-4, 15, true, true, 'e', true, true};
// serialize() with serialize_precision = -1.
inline constexpr DecimalStyle php_decimal{-4, 17, false, true, 'E', false, true};

// msgspec 0.22.
inline constexpr DecimalStyle msgspec_decimal{-5, 16, true, false, 'e', false, true, false};

// Appends a finite number.
void append_decimal(std::string& out, double number, const DecimalStyle& style);

} // namespace costrel::inline v1::interop
