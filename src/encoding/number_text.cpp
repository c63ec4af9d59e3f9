#include "encoding/number_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

namespace costrel::inline v1::encoding {

namespace {

template <class Integer>
void append_decimal(std::string& out, Integer integer)
{
    std::array<char, 24> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), integer).ptr;
    out.append(buffer.data(), end);
}

// Most numbers of a page have two decimals at most, and finding the fewest digits of any number
// takes many times as long. Two numbers of fifteen digits are never the same double, so the one
// that reads back is the shortest.
bool append_hundredths(std::string& out, double number)
{
    constexpr double most = 1e13;
    if (!(number < most && number > -most))
        return false;
    const auto hundredths = static_cast<std::int64_t>(number * 100 + (number < 0 ? -0.5 : 0.5));
    if (static_cast<double>(hundredths) / 100 != number)
        return false;
    const auto size = static_cast<std::uint64_t>(hundredths < 0 ? -hundredths : hundredths);
    const std::uint64_t decimals = size % 100;
    std::array<char, 24> buffer;
    char* end = buffer.data();
    if (std::signbit(number))
        *end++ = '-';
    end = std::to_chars(end, buffer.data() + buffer.size(), size / 100).ptr;
    *end++ = '.';
    *end++ = static_cast<char>('0' + decimals / 10);
    if (decimals % 10 != 0)
        *end++ = static_cast<char>('0' + decimals % 10);
    out.append(buffer.data(), end);
    return true;
}

} // namespace

void append_integer(std::string& out, std::int64_t integer)
{
    append_decimal(out, integer);
}

void append_integer(std::string& out, std::uint64_t integer)
{
    append_decimal(out, integer);
}

void append_float(std::string& out, double number)
{
    if (append_hundredths(out, number))
        return;
    // to_chars gives the same digits as Python, but it chooses between plain and exponent by
    // length; Python chooses by the exponent of the first digit.
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number,
                                   std::chars_format::scientific)
                         .ptr;
    std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
    if (text.front() == '-') {
        out += '-';
        text.remove_prefix(1);
    }
    const std::size_t e = text.find('e');
    int exponent = 0;
    const char* digits_of_exponent = text.data() + e + (text[e + 1] == '+' ? 2 : 1);
    std::from_chars(digits_of_exponent, end, exponent);
    if (exponent < -4 || exponent >= 16) {
        out += text;
        return;
    }

    const char first = text[0];
    const std::string_view more = e > 1 ? text.substr(2, e - 2) : std::string_view{};
    if (exponent < 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-exponent - 1), '0');
        out += first;
        out += more;
        return;
    }
    const auto whole = static_cast<std::size_t>(exponent); // digits of `more` before the point
    out += first;
    if (more.size() <= whole) {
        out += more;
        out.append(whole - more.size(), '0');
        out += ".0";
        return;
    }
    out += more.substr(0, whole);
    out += '.';
    out += more.substr(whole);
}

} // namespace costrel::inline v1::encoding
