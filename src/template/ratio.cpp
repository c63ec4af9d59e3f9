#include "template/ratio.hpp"

#include "template/failure.hpp"

#include <bit>
#include <cmath>

namespace costrel::inline v1::templates {

Ratio ratio_of(double number)
{
    if (!std::isfinite(number))
        fail_value("cannot convert what is not finite to integer ratio");
    constexpr int digits = 53;
    int exponent = 0;
    const auto numerator =
        static_cast<std::int64_t>(std::ldexp(std::frexp(number, &exponent), digits));
    if (numerator == 0)
        return {0, 0};
    const int even = std::countr_zero(static_cast<std::uint64_t>(numerator));
    return {numerator / (std::int64_t{1} << even), exponent - digits + even};
}

} // namespace costrel::inline v1::templates
