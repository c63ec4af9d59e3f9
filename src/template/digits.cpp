#include "template/digits.hpp"

#include "encoding/ascii.hpp"
#include "template/failure.hpp"
#include "template/unicode.hpp"

#include <algorithm>
#include <charconv>

namespace costrel::inline v1::templates {

namespace {

std::string written(double number, std::chars_format format, int precision)
{
    constexpr std::size_t longest_whole = 310; // digits of the largest double, and a point
    std::string out(longest_whole + static_cast<std::size_t>(precision) + 8, '\0');
    const auto end = std::to_chars(out.data(), out.data() + out.size(), number, format, precision);
    out.resize(static_cast<std::size_t>(end.ptr - out.data()));
    return out;
}

std::size_t end_of_mantissa(const std::string& digits)
{
    return std::min(digits.find('e'), digits.size());
}

int power_of(const std::string& with_exponent)
{
    const char* const from = with_exponent.data() + with_exponent.find('e') + 1;
    int power = 0;
    std::from_chars(*from == '+' ? from + 1 : from, with_exponent.data() + with_exponent.size(),
                    power);
    return power;
}

void drop_zeros(std::string& digits)
{
    if (digits.find('.') == digits.npos)
        return;
    const std::size_t end = end_of_mantissa(digits);
    std::size_t kept = digits.find_last_not_of('0', end - 1) + 1;
    if (digits[kept - 1] == '.')
        --kept;
    digits = digits.substr(0, kept) + digits.substr(end);
}

void require_point(std::string& digits)
{
    if (digits.find('.') == digits.npos)
        digits.insert(end_of_mantissa(digits), ".");
}

// As 'g': `precision` digits in all, and an exponent below 1e-4 and from 1e`most` on.
std::string general(double number, int precision, int most, bool alternate)
{
    std::string digits = written(number, std::chars_format::scientific, precision - 1);
    const int power = power_of(digits);
    if (power >= -4 && power < most)
        digits = written(number, std::chars_format::fixed, precision - 1 - power);
    if (!alternate)
        drop_zeros(digits);
    return digits;
}

} // namespace

std::string digits_in_base(std::uint64_t number, unsigned base)
{
    std::string reversed;
    do {
        reversed += encoding::hex_digits[number % base];
        number /= base;
    } while (number > 0);
    return {reversed.rbegin(), reversed.rend()};
}

std::string digits_of(double number, int precision, char type, bool alternate)
{
    if (precision > max_digits)
        fail_limit("a precision of more than 100,000 digits in a template");
    std::string digits;
    switch (type) {
    case 'e':
    case 'E':
        digits = written(number, std::chars_format::scientific, precision);
        break;
    case 'g':
    case 'G':
        precision = std::max(precision, 1);
        digits = general(number, precision, precision, alternate);
        break;
    default:
        digits = written(number, std::chars_format::fixed, precision);
    }
    if (alternate)
        require_point(digits);
    return type == 'E' || type == 'G' ? upper(digits) : digits;
}

std::string short_digits(double number, int precision, bool alternate)
{
    if (precision > max_digits)
        fail_limit("a precision of more than 100,000 digits in a template");
    precision = std::max(precision, 1);
    std::string digits = general(number, precision, precision - 1, alternate);
    const bool has_exponent = digits.find('e') != digits.npos;
    if (alternate)
        require_point(digits);
    else if (!has_exponent && digits.find('.') == digits.npos)
        digits += ".0";
    return digits;
}

} // namespace costrel::inline v1::templates
