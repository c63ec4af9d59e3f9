#include "encoding/json_number.hpp"

#include "encoding/ascii.hpp"
#include "encoding/real_number.hpp"

#include <charconv>
#include <limits>

namespace costrel::inline v1::encoding {

namespace {

const char* skip_digits(const char* at, const char* end)
{
    while (at != end && is_digit(*at))
        ++at;
    return at;
}

// Whether a number that from_chars found out of range is too great (true) or too small. `text` is
// digits, a possible point, a possible exponent.
bool is_huge(std::string_view text)
{
    const std::size_t e = text.find_first_of("eE");
    const std::string_view mantissa = text.substr(0, e);
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    const std::size_t first = mantissa.find_first_of("123456789");
    // The decimal exponent of the first digit that is not 0.
    const auto place = first < point ? static_cast<std::int64_t>(point - first - 1)
                                     : -static_cast<std::int64_t>(first - point);
    std::int64_t exponent = 0;
    if (e != text.npos) {
        const bool negative = text[e + 1] == '-';
        const std::size_t digits = e + 1 + (negative || text[e + 1] == '+' ? 1 : 0);
        const auto error =
            std::from_chars(text.data() + digits, text.data() + text.size(), exponent).ec;
        if (error == std::errc::result_out_of_range)
            exponent = std::numeric_limits<std::int64_t>::max() / 2;
        if (negative)
            exponent = -exponent;
    }
    return place + exponent > 0;
}

double to_double(std::string_view text)
{
    const bool negative = text.front() == '-';
    if (negative)
        text.remove_prefix(1);
    double number = 0;
    if (read_real(text, number) == std::errc::result_out_of_range)
        number = is_huge(text) ? std::numeric_limits<double>::infinity() : 0.0;
    return negative ? -number : number;
}

} // namespace

const char* read_json_number(const char*& at, const char* end, Value& out)
{
    const char* const begin = at;
    const char* const digits = begin + (*begin == '-' ? 1 : 0);
    const char* stop = skip_digits(digits, end);
    at = stop;
    if (stop == digits)
        return "a number has no digits";
    if (*digits == '0' && stop - digits > 1)
        return "a number has a leading zero";
    const std::ptrdiff_t integer_digits = stop - digits;

    bool is_float = false;
    if (stop != end && *stop == '.') {
        is_float = true;
        at = skip_digits(stop + 1, end);
        if (at == stop + 1)
            return "a number has no digit after its point";
        stop = at;
    }
    if (stop != end && (*stop == 'e' || *stop == 'E')) {
        is_float = true;
        const char* exponent = stop + 1;
        if (exponent != end && (*exponent == '+' || *exponent == '-'))
            ++exponent;
        at = skip_digits(exponent, end);
        if (at == exponent)
            return "a number has no digit in its exponent";
        stop = at;
    }

    const std::string_view text(begin, static_cast<std::size_t>(stop - begin));
    if (is_float) {
        out = to_double(text);
        return nullptr;
    }
    std::int64_t integer = 0;
    if (std::from_chars(begin, stop, integer).ec == std::errc()) {
        out = integer;
        return nullptr;
    }
    if (static_cast<std::size_t>(integer_digits) > max_integer_digits)
        return "an integer has more than 4,300 digits";
    out = BigInteger{std::string(text)};
    return nullptr;
}

} // namespace costrel::inline v1::encoding
