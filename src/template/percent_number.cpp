#include "template/characters.hpp"
#include "template/digits.hpp"
#include "template/failure.hpp"
#include "template/number_text.hpp"
#include "template/percent_conversion.hpp"
#include "template/python_text.hpp"

#include <cmath>

// Numbers in the operator % of a text.
namespace costrel::inline v1::templates {

namespace {

// A sign, a prefix and digits.
struct Digits {
    bool is_negative;
    std::string prefix;
    std::string digits;
};

Digits whole_digits(const PercentConversion& conversion, const Var& value, bool is_markup)
{
    const bool is_decimal =
        conversion.type == 'd' || conversion.type == 'i' || conversion.type == 'u';
    require_defined(value);
    std::string digits;
    if (is_markup && value.is_text() && is_decimal) { // which MarkupSafe converts
        const auto number = whole_number(value.view(), 10);
        if (!number)
            fail_value("invalid literal for int() with base 10: " + repr(value));
        digits = text_of(*number);
    } else if (is_markup && !is_decimal) {
        fail_type("%" + std::string(1, conversion.type) +
                  " format: an integer is required, not _MarkupEscapeHelper");
    } else if (value.is_whole()) {
        digits = std::to_string(value.whole());
    } else if (value.kind == Kind::big && is_decimal) {
        digits = value.view();
    } else if (value.kind == Kind::real && is_decimal) {
        if (!std::isfinite(value.as.real))
            fail_value("cannot convert float to integer");
        digits = (value.as.real <= -1 ? "-" : "") +
                 digits_of(std::fabs(std::trunc(value.as.real)), 0, 'f');
    } else {
        fail_type(
            "%" + std::string(1, conversion.type) + " format: " +
            (is_decimal ? "a real number is required, not " : "an integer is required, not ") +
            std::string(type_name(value)));
    }
    Digits result{digits.starts_with('-'), {}, digits};
    if (result.is_negative)
        result.digits.erase(0, 1);
    if (result.digits == "0")
        result.is_negative = false;
    if (!is_decimal) {
        const std::uint64_t whole = result.is_negative
                                        ? 0 - static_cast<std::uint64_t>(value.whole())
                                        : static_cast<std::uint64_t>(value.whole());
        const char type = conversion.type == 'X' ? 'x' : conversion.type;
        result.digits = digits_in_base(whole, type == 'x' ? 16 : 8);
        if (conversion.type == 'X')
            result.digits = upper(result.digits);
        if (conversion.alternate)
            result.prefix = std::string("0") + conversion.type;
    }
    if (conversion.precision)
        result.digits = padded(result.digits, *conversion.precision, Side::left, "0");
    return result;
}

Digits real_digits(const PercentConversion& conversion, const Var& value, bool is_markup)
{
    require_defined(value);
    double number = 0;
    if (value.is_number())
        number = value.number();
    else if (is_markup && value.is_text() && real_number(value.view()))
        number = *real_number(value.view());
    else
        fail_type("must be real number, not " + std::string(type_name(value)));
    const bool is_negative = std::signbit(number) && !std::isnan(number);
    if (!std::isfinite(number))
        return {is_negative, {}, std::isnan(number) ? "nan" : "inf"};
    return {is_negative,
            {},
            digits_of(std::fabs(number), static_cast<int>(conversion.precision.value_or(6)),
                      conversion.type, conversion.alternate)};
}

std::string sized(const PercentConversion& conversion, const Digits& digits)
{
    std::string sign = digits.is_negative ? "-"
                       : conversion.plus  ? "+"
                       : conversion.blank ? " "
                                          : "";
    sign += digits.prefix;
    if (conversion.zero && !conversion.left)
        return sign + padded(digits.digits,
                             conversion.width - static_cast<std::int64_t>(sign.size()), Side::left,
                             "0");
    return padded(sign + digits.digits, conversion.width,
                  conversion.left ? Side::right : Side::left, " ");
}

} // namespace

std::string percent_number(const PercentConversion& conversion, const Var& value, bool is_markup)
{
    const bool is_whole =
        std::string_view("diuxXo").find(conversion.type) != std::string_view::npos;
    return sized(conversion, is_whole ? whole_digits(conversion, value, is_markup)
                                      : real_digits(conversion, value, is_markup));
}

} // namespace costrel::inline v1::templates
