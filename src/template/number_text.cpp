#include "template/number_text.hpp"

#include "encoding/ascii.hpp"
#include "encoding/json_number.hpp"
#include "encoding/real_number.hpp"
#include "template/characters.hpp"
#include "template/failure.hpp"

#include <algorithm>
#include <limits>

namespace costrel::inline v1::templates {

namespace {

// Without the white space around it, and with the decimal digits of all scripts as those of ASCII.
std::string in_ascii(std::string_view text)
{
    text = stripped(text);
    std::string out;
    while (!text.empty()) {
        const encoding::CodePoint c = first_character(text);
        const int digit = c.value < 0x80 ? -1 : decimal_value(c.value);
        if (digit >= 0)
            out += static_cast<char>('0' + digit);
        else
            out += text.substr(0, c.size);
        text.remove_prefix(c.size);
    }
    return out;
}

// Without the underscores between digits; nothing where one stands wrong.
template <class IsDigit>
std::optional<std::string> without_underscores(std::string_view text, IsDigit is_digit)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            out += text[i];
            continue;
        }
        if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1]))
            return std::nullopt;
    }
    return out;
}

// Of a number that no double holds: whether it lies nearer to 0 than the smallest, and not beyond
// the largest.
bool is_tiny(std::string_view number)
{
    const std::size_t letter = std::min(number.find_first_of("eE"), number.size());
    const std::string_view digits = number.substr(0, letter);
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t first = digits.find_first_of("123456789");
    if (first == digits.npos)
        return true;
    // The place of the first digit before the point, and the exponent, as far as it matters.
    const double place = static_cast<double>(point) - static_cast<double>(first);
    double exponent = 0;
    bool is_negative = false;
    for (const char c : number.substr(std::min(letter + 1, number.size()))) {
        is_negative = is_negative || c == '-';
        if (encoding::is_digit(c))
            exponent = exponent * 10 + (c - '0');
    }
    return place + (is_negative ? -exponent : exponent) < 0;
}

int digit_value(char c)
{
    if (encoding::is_digit(c))
        return c - '0';
    return encoding::is_alpha(c) ? encoding::to_lower(c) - 'a' + 10 : 99;
}

} // namespace

std::optional<Var> whole_number(std::string_view given, std::int64_t base)
{
    if (base != 0 && (base < 2 || base > 36))
        return std::nullopt;
    const std::string ascii = in_ascii(given);
    std::string_view text = ascii;
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+'))
        text.remove_prefix(1);
    if (text.size() > 2 && text[0] == '0') {
        const char letter = encoding::to_lower(text[1]);
        const int its_base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
        if (its_base != 0 && (base == 0 || base == its_base)) {
            base = its_base;
            text.remove_prefix(2);
            if (text.starts_with('_'))
                text.remove_prefix(1);
        }
    }
    const auto digits = without_underscores(
        text, [](char c) { return encoding::is_digit(c) || encoding::is_alpha(c); });
    if (!digits || digits->empty())
        return std::nullopt;
    if (base == 0) {
        base = 10;
        if (digits->front() == '0' && digits->find_first_not_of('0') != digits->npos)
            return std::nullopt;
    }
    for (const char c : *digits)
        if (digit_value(c) >= base)
            return std::nullopt;
    std::int64_t number = 0;
    bool fits = true;
    for (const char c : *digits)
        fits = fits && !__builtin_mul_overflow(number, base, &number) &&
               !__builtin_sub_overflow(number, digit_value(c), &number);
    if (fits && !is_negative)
        fits = number != std::numeric_limits<std::int64_t>::min();
    if (fits)
        return Var::integer(is_negative ? number : -number);
    if (base != 10)
        fail_range();
    if (digits->size() > encoding::max_integer_digits)
        return std::nullopt;
    return Var::big((is_negative ? "-" : "") + digits->substr(digits->find_first_not_of('0')));
}

std::optional<double> real_number(std::string_view given)
{
    const std::string ascii = in_ascii(given);
    std::string_view text = ascii;
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+'))
        text.remove_prefix(1);
    const double sign = is_negative ? -1 : 1;
    if (encoding::equal_ignoring_case(text, "inf") ||
        encoding::equal_ignoring_case(text, "infinity"))
        return sign * std::numeric_limits<double>::infinity();
    if (encoding::equal_ignoring_case(text, "nan"))
        return std::numeric_limits<double>::quiet_NaN();
    const auto plain = without_underscores(text, encoding::is_digit);
    if (!plain || plain->find_first_of("0123456789") == plain->npos ||
        plain->find_first_not_of("0123456789.eE+-") != plain->npos)
        return std::nullopt;
    if (plain->front() == '-' || plain->front() == '+')
        return std::nullopt;
    double number = 0;
    const std::errc error = encoding::read_real(*plain, number);
    if (error == std::errc::result_out_of_range)
        return sign * (is_tiny(*plain) ? 0.0 : std::numeric_limits<double>::infinity());
    if (error != std::errc{})
        return std::nullopt;
    return sign * number;
}

} // namespace costrel::inline v1::templates
