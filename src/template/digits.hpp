#pragma once

#include <cstdint>
#include <string>

// The digits of numbers, without a sign. What they look like depends on no locale.
namespace costrel::inline v1::templates {

inline constexpr int max_digits = 100'000; // behind the point

std::string digits_in_base(std::uint64_t number, unsigned base);

// Of a finite number that is not negative, with `precision` digits, as C's conversion `type`
// (e, f, g or E, F, G) writes it; `alternate`: with its #. Throws a Failure for more than
// max_digits.
std::string digits_of(double number, int precision, char type, bool alternate = false);
// As Python's format() does without a type: as 'g', but with a digit behind the point, and so with
// an exponent from one digit less on.
std::string short_digits(double number, int precision, bool alternate);

} // namespace costrel::inline v1::templates
