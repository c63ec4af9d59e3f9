#include "encoding/ascii.hpp"
#include "template/characters.hpp"
#include "template/date.hpp"
#include "template/day.hpp"
#include "template/digits.hpp"
#include "template/failure.hpp"
#include "template/format.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"

#include <cmath>

namespace costrel::inline v1::templates {

namespace {

// Python's format specification mini-language.
struct Spec {
    std::string fill = " ";
    char align = '\0';
    char sign = '\0';                 // as '-', which a text does not take
    bool drops_minus_of_zero = false; // z
    bool alternate = false;
    std::int64_t width = 0;
    char grouping = '\0';
    std::optional<int> precision;
    char type = '\0';
};

std::int64_t read_number(std::string_view& text)
{
    std::int64_t number = 0;
    while (!text.empty() && encoding::is_digit(text.front())) {
        number = number * 10 + (text.front() - '0');
        if (number > static_cast<std::int64_t>(max_text))
            fail_limit("a width beyond 16 MB in a template");
        text.remove_prefix(1);
    }
    return number;
}

// Numbers are aligned to the right; what zeros fill is then what is behind their sign.
Spec spec_of(std::string_view text, bool is_number)
{
    Spec spec;
    bool has_fill = false;
    const auto is_align = [](std::string_view rest) {
        return !rest.empty() && std::string_view("<>^=").find(rest.front()) != rest.npos;
    };
    if (!text.empty()) {
        const std::size_t first = first_character(text).size;
        if (is_align(text.substr(first))) {
            spec.fill = text.substr(0, first);
            spec.align = text[first];
            has_fill = true;
            text.remove_prefix(first + 1);
        } else if (is_align(text)) {
            spec.align = text.front();
            text.remove_prefix(1);
        }
    }
    const auto take = [&text](std::string_view characters) {
        if (text.empty() || characters.find(text.front()) == characters.npos)
            return '\0';
        const char c = text.front();
        text.remove_prefix(1);
        return c;
    };
    if (const char sign = take("+- "))
        spec.sign = sign;
    spec.drops_minus_of_zero = take("z") != '\0';
    spec.alternate = take("#") != '\0';
    if (!has_fill && take("0") != '\0') {
        spec.fill = "0";
        if (spec.align == '\0' && is_number)
            spec.align = '=';
    }
    spec.width = read_number(text);
    spec.grouping = take(",_");
    if (take(".") != '\0') {
        if (text.empty() || !encoding::is_digit(text.front()))
            fail_value("Format specifier missing precision");
        const std::int64_t precision = read_number(text);
        if (precision > max_digits)
            fail_limit("a precision of more than 100,000 digits in a template");
        spec.precision = static_cast<int>(precision);
    }
    if (text.size() > 1)
        fail_value("Invalid format specifier");
    spec.type = text.empty() ? '\0' : text.front();
    if (spec.grouping != '\0' && std::string_view("ncs").find(spec.type) != std::string_view::npos)
        fail_value(std::string("Cannot specify '") + spec.grouping + "' with '" + spec.type + "'.");
    return spec;
}

[[noreturn]] void fail_code(char type, const Var& value)
{
    fail_value("Unknown format code '" + std::string(1, type) + "' for object of type '" +
               std::string(type_name(value)) + "'");
}

// Puts separators between groups of digits, and zeros before them up to `width`.
std::string grouped(std::string_view digits, char separator, std::size_t group, std::size_t width)
{
    std::string reversed;
    std::size_t count = 0;
    for (std::size_t i = digits.size(); i > 0 || reversed.size() < width;) {
        if (count > 0 && count % group == 0)
            reversed += separator;
        reversed += i > 0 ? digits[--i] : '0';
        ++count;
    }
    return {reversed.rbegin(), reversed.rend()};
}

std::string aligned(const Spec& spec, const std::string& text, char otherwise)
{
    switch (spec.align != '\0' ? spec.align : otherwise) {
    case '<':
        return padded(text, spec.width, Side::right, spec.fill);
    case '^': {
        const auto size = static_cast<std::int64_t>(character_count(text));
        if (spec.width <= size)
            return text;
        const std::int64_t left = size + (spec.width - size) / 2;
        return padded(padded(text, left, Side::left, spec.fill), spec.width, Side::right,
                      spec.fill);
    }
    default:
        return padded(text, spec.width, Side::left, spec.fill);
    }
}

// `digits` is without a sign; what is behind its integer part stays.
std::string number_text(const Spec& spec, bool is_negative, std::string prefix,
                        std::string_view digits, std::size_t group)
{
    std::string sign = is_negative                             ? "-"
                       : spec.sign == '\0' || spec.sign == '-' ? ""
                                                               : std::string(1, spec.sign);
    sign += prefix;
    std::size_t whole = digits.find_first_not_of("0123456789abcdefABCDEF");
    if (group == 3)
        whole = digits.find_first_not_of("0123456789");
    if (whole == digits.npos)
        whole = digits.size();
    const std::string_view tail = digits.substr(whole);
    std::string body;
    if (spec.grouping != '\0') {
        const bool zeros = spec.align == '=' && spec.fill == "0";
        const std::size_t beside = sign.size() + tail.size();
        const auto width = static_cast<std::size_t>(spec.width);
        body = grouped(digits.substr(0, whole), spec.grouping, group,
                       zeros && width > beside ? width - beside : 0);
    } else {
        body = digits.substr(0, whole);
    }
    body += tail;
    if (spec.align == '=')
        return sign + padded(body, spec.width - static_cast<std::int64_t>(sign.size()), Side::left,
                             spec.fill);
    return aligned(spec, sign + body, '>');
}

std::string real_text(const Spec& spec, double number, char type)
{
    const bool is_negative = std::signbit(number) && !std::isnan(number);
    std::string digits;
    if (!std::isfinite(number)) {
        digits = std::isnan(number) ? "nan" : "inf";
        if (type == 'F' || type == 'E' || type == 'G')
            digits = upper(digits);
        if (type == '%')
            digits += '%';
        Spec plain = spec;
        plain.grouping = '\0';
        return number_text(plain, is_negative, {}, digits, 3);
    }
    const double size = std::fabs(number);
    if (type == '%') {
        digits = digits_of(size * 100, spec.precision.value_or(6), 'f', spec.alternate) + "%";
    } else if (type != '\0') {
        digits =
            digits_of(size, spec.precision.value_or(6), type == 'n' ? 'g' : type, spec.alternate);
    } else if (!spec.precision) {
        append_text(digits, Var::real(size));
        if (spec.alternate && digits.find('.') == digits.npos)
            digits.insert(digits.find('e'), ".");
    } else {
        digits = short_digits(size, *spec.precision, spec.alternate);
    }
    const bool is_zero =
        std::string_view(digits).substr(0, digits.find_first_of("eE")).find_first_of("123456789") ==
        std::string_view::npos;
    return number_text(spec, is_negative && !(spec.drops_minus_of_zero && is_zero), {}, digits, 3);
}

std::string whole_text(const Spec& spec, const Var& value)
{
    const char type = spec.type;
    if (type != '\0' && std::string_view("eEfFgG%").find(type) != std::string_view::npos) {
        if (value.kind == Kind::big)
            fail_range();
        return real_text(spec, value.number(), type);
    }
    if (spec.drops_minus_of_zero)
        fail_value("Negative zero coercion (z) not allowed in format specifier with integer format "
                   "code '" +
                   std::string(1, type == '\0' ? 'd' : type) + "'");
    if (spec.precision)
        fail_value("Precision not allowed in integer format specifier");
    if (type == 'c') {
        if (spec.sign != '\0' || spec.alternate)
            fail_value("Sign not allowed with integer format specifier 'c'");
        const std::int64_t code = index_from(value);
        if (code < 0 || code > 0x10ffff)
            fail_value("%c arg not in range(0x110000)");
        std::string character;
        encoding::append_utf8(character, static_cast<char32_t>(code));
        return aligned(spec, character, '>');
    }
    std::string digits;
    bool is_negative = false;
    std::size_t group = 3;
    std::string prefix;
    if (type == '\0' || type == 'd' || type == 'n') {
        digits = value.is_whole() ? std::to_string(value.whole()) : std::string(value.view());
        is_negative = digits.starts_with('-');
        if (is_negative)
            digits.erase(0, 1);
        return number_text(spec, is_negative, {}, digits, group);
    }
    const unsigned base = type == 'b' ? 2 : type == 'o' ? 8 : type == 'x' || type == 'X' ? 16 : 0;
    if (base == 0)
        fail_code(type, value);
    if (spec.grouping == ',')
        fail_value("Cannot specify ',' with '" + std::string(1, type) + "'.");
    const std::int64_t whole = index_from(value);
    is_negative = whole < 0;
    digits = digits_in_base(is_negative ? 0 - static_cast<std::uint64_t>(whole)
                                        : static_cast<std::uint64_t>(whole),
                            base);
    if (type == 'X')
        digits = upper(digits);
    if (spec.alternate)
        prefix = std::string("0") + type;
    return number_text(spec, is_negative, prefix, digits, 4);
}

} // namespace

std::string format_value(const Var& value, std::string_view spec)
{
    if (spec.empty())
        return text_of(value);
    if (value.kind == Kind::value && value.as.value->as<DateTime>())
        return date_text(*value.as.value->as<DateTime>(), spec);
    if (const auto* day = value.object_as<Day>())
        return day_text(*day, spec);
    const Spec read = spec_of(spec, !value.is_text());
    if (value.is_text()) {
        if (value.is_markup())
            fail_value("Unsupported format specification for Markup.");
        if (read.type != '\0' && read.type != 's')
            fail_code(read.type, value);
        if (read.sign != '\0')
            fail_value("Sign not allowed in string format specifier");
        if (read.drops_minus_of_zero)
            fail_value("Negative zero coercion (z) not allowed in string format specifier");
        if (read.alternate)
            fail_value("Alternate form (#) not allowed in string format specifier");
        if (read.align == '=')
            fail_value("'=' alignment not allowed in string format specifier");
        if (read.grouping != '\0')
            fail_value("Cannot specify ',' with 's'.");
        std::string_view text = value.view();
        if (read.precision)
            text =
                text.substr(0, character_offset(text, static_cast<std::size_t>(*read.precision)));
        return aligned(read, std::string(text), '<');
    }
    if (value.is_whole() || value.kind == Kind::big)
        return whole_text(read, value);
    if (value.kind == Kind::real) {
        if (read.type != '\0' &&
            std::string_view("eEfFgGn%").find(read.type) == std::string_view::npos)
            fail_code(read.type, value);
        return real_text(read, value.as.real, read.type);
    }
    fail_type("unsupported format string passed to " + std::string(type_name(value)) +
              ".__format__");
}

} // namespace costrel::inline v1::templates
