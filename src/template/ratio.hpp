#pragma once

#include <cstdint>

namespace costrel::inline v1::templates {

// A double as an odd integer, or zero, and a power of two.
struct Ratio {
    std::int64_t numerator;
    int exponent;
};

// Throws Failure for what is not finite.
Ratio ratio_of(double number);

} // namespace costrel::inline v1::templates
