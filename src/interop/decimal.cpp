#include "interop/decimal.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace costrel::inline v1::interop {

namespace {

void append_zeros(std::string& out, int count)
{
    out.append(static_cast<std::size_t>(count), '0');
}

void append_exponent(std::string& out, std::string_view digits, int exponent,
                     const DecimalStyle& style)
{
    out += digits.front();
    if (digits.size() > 1) {
        out += '.';
        out += digits.substr(1);
    } else if (style.exponent_point) {
        out += ".0";
    }
    out += style.e;
    if (exponent < 0)
        out += '-';
    else if (style.plus)
        out += '+';
    const std::string text = std::to_string(std::abs(exponent));
    if (style.two_digits && text.size() < 2)
        out += '0';
    out += text;
}

} // namespace

void append_decimal(std::string& out, double number, const DecimalStyle& style)
{
    if (std::signbit(number) && (number != 0 || style.negative_zero))
        out += '-';
    if (number == 0) {
        out += style.point ? "0.0" : "0";
        return;
    }
    std::array<char, 32> buffer;
    const char* const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                          std::abs(number), std::chars_format::scientific)
                                .ptr;
    const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    const std::size_t e = text.find('e');
    std::string digits(text.substr(0, 1));
    if (e > 1)
        digits += text.substr(2, e - 2);
    int exponent = 0;
    std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), end, exponent);

    const int n = exponent + 1;
    const int count = static_cast<int>(digits.size());
    if (n <= style.plain_above || n > style.plain_up_to)
        return append_exponent(out, digits, exponent, style);
    if (n <= 0) {
        out += "0.";
        append_zeros(out, -n);
        out += digits;
    } else if (count <= n) {
        out += digits;
        append_zeros(out, n - count);
        if (style.point)
            out += ".0";
    } else {
        out.append(digits, 0, static_cast<std::size_t>(n));
        out += '.';
        out.append(digits, static_cast<std::size_t>(n));
    }
}

} // namespace costrel::inline v1::interop
