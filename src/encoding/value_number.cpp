#include <costrel/value.hpp>

#include <charconv>
#include <cmath>

namespace costrel::inline v1::detail {

namespace {

constexpr double two_to_the_63 = 9223372036854775808.0;

// A number without a fraction that a T holds.
template <class T>
bool from_double(double number, T& integer, double least, double end)
{
    if (!(number >= least && number < end) || std::trunc(number) != number)
        return false;
    integer = static_cast<T>(number);
    return true;
}

} // namespace

bool convert(const Value& value, std::int64_t& number) noexcept
{
    if (const auto* integer = value.as<std::int64_t>()) {
        number = *integer;
        return true;
    }
    const auto* real = value.as<double>();
    return real && from_double(*real, number, -two_to_the_63, two_to_the_63);
}

bool convert(const Value& value, std::uint64_t& number) noexcept
{
    if (const auto* integer = value.as<std::int64_t>()) {
        number = static_cast<std::uint64_t>(*integer);
        return *integer >= 0;
    }
    if (const auto* big = value.as<BigInteger>()) {
        const char* const end = big->digits.data() + big->digits.size();
        const auto [stop, error] = std::from_chars(big->digits.data(), end, number);
        return stop == end && error == std::errc();
    }
    const auto* real = value.as<double>();
    return real && from_double(*real, number, 0, 2 * two_to_the_63);
}

bool convert(const Value& value, double& number) noexcept
{
    if (const auto* real = value.as<double>()) {
        number = *real;
        return true;
    }
    const auto* integer = value.as<std::int64_t>();
    if (!integer)
        return false;
    number = static_cast<double>(*integer);
    return number < two_to_the_63 && static_cast<std::int64_t>(number) == *integer;
}

} // namespace costrel::inline v1::detail
