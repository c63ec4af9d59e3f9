#include "template/number_text.hpp"

#include "encoding/ascii.hpp"
#include "encoding/json_number.hpp"
#include "encoding/real_number.hpp"
#include "template/characters.hpp"
#include "template/failure.hpp"

#include <limits>

namespace costrel::templates {

namespace {

// Without the underscores between digits; nothing where one stands wrong.
std::optional<std::string> without_underscores(std::string_view text)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            out += text[i];
            continue;
        }
        const auto is_digit = [](char c) { return encoding::is_digit(c) || encoding::is_alpha(c); };
        if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1]))
            return std::nullopt;
    }
    return out;
}

int digit_value(char c)
{
    if (encoding::is_digit(c))
        return c - '0';
    return encoding::is_alpha(c) ? encoding::to_lower(c) - 'a' + 10 : 99;
}

} // namespace

std::optional<Var> whole_number(std::string_view text, std::int64_t base)
{
    if (base != 0 && (base < 2 || base > 36))
        return std::nullopt;
    text = stripped(text);
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
    const auto digits = without_underscores(text);
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
        fail_limit("integer out of range in a template");
    if (digits->size() > encoding::max_integer_digits)
        return std::nullopt;
    return Var::big((is_negative ? "-" : "") + digits->substr(digits->find_first_not_of('0')));
}

std::optional<double> real_number(std::string_view text)
{
    text = stripped(text);
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+'))
        text.remove_prefix(1);
    const double sign = is_negative ? -1 : 1;
    if (encoding::equal_ignoring_case(text, "inf") ||
        encoding::equal_ignoring_case(text, "infinity"))
        return sign * std::numeric_limits<double>::infinity();
    if (encoding::equal_ignoring_case(text, "nan"))
        return std::numeric_limits<double>::quiet_NaN();
    auto plain = without_underscores(text);
    if (!plain || plain->find_first_of("0123456789") == plain->npos ||
        plain->find_first_not_of("0123456789.eE+-") != plain->npos)
        return std::nullopt;
    if (plain->front() == '-' || plain->front() == '+')
        return std::nullopt;
    double number = 0;
    const std::errc error = encoding::read_real(*plain, number);
    if (error == std::errc::result_out_of_range) {
        // Beyond the largest, or nearer to 0 than the smallest.
        const std::size_t exponent = plain->find_first_of("eE");
        const bool is_small = exponent != plain->npos && (*plain)[exponent + 1] == '-';
        return sign * (is_small ? 0.0 : std::numeric_limits<double>::infinity());
    }
    if (error != std::errc{})
        return std::nullopt;
    return sign * number;
}

} // namespace costrel::templates
