#include "template/failure.hpp"
#include "template/format.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/time_delta.hpp"

#include <cmath>
#include <limits>

// Python's arithmetic, which ends at 64 bits.
namespace costrel::inline v1::templates {

namespace {

[[noreturn]] void fail_operands(std::string_view op, const Var& left, const Var& right)
{
    require_defined(left);
    require_defined(right);
    fail_type("unsupported operand type(s) for " + std::string(op) + ": '" +
              std::string(type_name(left)) + "' and '" + std::string(type_name(right)) + "'");
}

bool are_numbers(const Var& left, const Var& right)
{
    return left.is_number() && right.is_number();
}

// Of what is not two numbers: dates, and what lies between them.
Var with_dates(std::string_view op, const Var& left, const Var& right)
{
    if (auto result = date_arithmetic(op, left, right))
        return *std::move(result);
    if ((left.kind == Kind::big || left.is_number()) &&
        (right.kind == Kind::big || right.is_number()))
        fail_range();
    fail_operands(op, left, right);
}

bool is_real(const Var& left, const Var& right)
{
    return left.kind == Kind::real || right.kind == Kind::real;
}

Var repeated(const Var& value, std::int64_t times)
{
    const bool is_empty = value.is_text() ? value.view().empty() : value.size() == 0;
    const auto count = static_cast<std::size_t>(times < 0 || is_empty ? 0 : times);
    if (value.is_text()) {
        const std::string_view text = value.view();
        if (count > 0 && text.size() > max_text / count)
            fail_limit("a text of more than 16 MB in a template");
        std::string out;
        out.reserve(text.size() * count);
        for (std::size_t i = 0; i < count; ++i)
            out += text;
        return Var::text(std::move(out), value.kind);
    }
    if (count > 0 && value.size() > max_items / count)
        fail_limit("a list of more than 1,000,000 items in a template");
    std::vector<Var> items;
    items.reserve(value.size() * count);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t j = 0; j < value.size(); ++j)
            items.push_back(value.at(j));
    return value.is_list() ? Var::list(std::move(items)) : Var::tuple(std::move(items));
}

Var joined(const Var& left, const Var& right)
{
    std::vector<Var> items;
    items.reserve(left.size() + right.size());
    for (std::size_t i = 0; i < left.size(); ++i)
        items.push_back(left.at(i));
    for (std::size_t i = 0; i < right.size(); ++i)
        items.push_back(right.at(i));
    return left.is_list() ? Var::list(std::move(items)) : Var::tuple(std::move(items));
}

double floor_quotient(double left, double right)
{
    const double rest = std::fmod(left, right);
    double quotient = (left - rest) / right;
    if (rest != 0 && (right < 0) != (rest < 0))
        quotient -= 1;
    if (quotient == 0)
        return std::copysign(0.0, left / right);
    const double floor = std::floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
}

Var whole_power(std::int64_t base, std::int64_t exponent)
{
    std::int64_t result = 1;
    while (exponent > 0) {
        if (exponent & 1 && __builtin_mul_overflow(result, base, &result))
            fail_range();
        exponent >>= 1;
        if (exponent > 0 && __builtin_mul_overflow(base, base, &base))
            fail_range();
    }
    return Var::integer(result);
}

} // namespace

Var add(const Var& left, const Var& right)
{
    if (left.is_whole() && right.is_whole()) {
        std::int64_t sum = 0;
        if (__builtin_add_overflow(left.whole(), right.whole(), &sum))
            fail_range();
        return Var::integer(sum);
    }
    if (left.is_number() && right.is_number())
        return Var::real(left.number() + right.number());
    if (left.is_text() && right.is_text()) {
        if (left.kind == Kind::text && right.kind == Kind::text)
            return Var::text(std::string(left.view()) += right.view());
        return Var::markup(escaped(left) += escaped(right));
    }
    // Markup takes what has HTML of its own, and nothing else.
    if ((left.is_markup() && has_html(right)) || (right.is_markup() && has_html(left)))
        return Var::markup(escaped(left) += escaped(right));
    if ((left.is_list() && right.is_list()) || (left.is_tuple() && right.is_tuple()))
        return joined(left, right);
    require_defined(left);
    require_defined(right);
    if (left.kind == Kind::text)
        fail_type("can only concatenate str (not \"" + std::string(type_name(right)) +
                  "\") to str");
    return with_dates("+", left, right);
}

Var subtract(const Var& left, const Var& right)
{
    if (!are_numbers(left, right))
        return with_dates("-", left, right);
    if (is_real(left, right))
        return Var::real(left.number() - right.number());
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(left.whole(), right.whole(), &difference))
        fail_range();
    return Var::integer(difference);
}

Var multiply(const Var& left, const Var& right)
{
    if (right.is_whole() && (left.is_text() || left.is_sequence()))
        return repeated(left, right.whole());
    if (left.is_whole() && (right.is_text() || right.is_sequence()))
        return repeated(right, left.whole());
    if (((left.is_text() || left.is_sequence()) && !right.is_undefined()) || left.is_markup())
        fail_type("can't multiply sequence by non-int of type '" + std::string(type_name(right)) +
                  "'");
    if (!are_numbers(left, right))
        return with_dates("*", left, right);
    if (is_real(left, right))
        return Var::real(left.number() * right.number());
    std::int64_t product = 0;
    if (__builtin_mul_overflow(left.whole(), right.whole(), &product))
        fail_range();
    return Var::integer(product);
}

Var divide(const Var& left, const Var& right)
{
    if (!are_numbers(left, right))
        return with_dates("/", left, right);
    if (right.number() == 0)
        fail_value(is_real(left, right) ? "float division by zero" : "division by zero");
    if (is_real(left, right))
        return Var::real(left.number() / right.number());
    // Two integers are divided exactly and then rounded once; a long double holds both.
    static_assert(std::numeric_limits<long double>::digits >= 64 ||
                  std::numeric_limits<long double>::digits == 53);
    return Var::real(static_cast<double>(static_cast<long double>(left.whole()) /
                                         static_cast<long double>(right.whole())));
}

Var floor_divide(const Var& left, const Var& right)
{
    if (!are_numbers(left, right))
        return with_dates("//", left, right);
    if (right.number() == 0)
        fail_value(is_real(left, right) ? "float floor division by zero"
                                        : "integer division or modulo by zero");
    if (is_real(left, right))
        return Var::real(floor_quotient(left.number(), right.number()));
    if (left.whole() == std::numeric_limits<std::int64_t>::min() && right.whole() == -1)
        fail_range();
    const std::int64_t rest = left.whole() % right.whole();
    const bool rounds_down = rest != 0 && (rest < 0) != (right.whole() < 0);
    return Var::integer(left.whole() / right.whole() - (rounds_down ? 1 : 0));
}

Var modulo(const Var& left, const Var& right)
{
    if (left.is_text())
        return percent_format(left, right);
    if (!are_numbers(left, right))
        return with_dates("%", left, right);
    if (right.number() == 0)
        fail_value(is_real(left, right) ? "float modulo" : "integer modulo by zero");
    if (is_real(left, right)) {
        double rest = std::fmod(left.number(), right.number());
        if (rest == 0)
            rest = std::copysign(0.0, right.number());
        else if ((rest < 0) != (right.number() < 0))
            rest += right.number();
        return Var::real(rest);
    }
    if (right.whole() == -1)
        return Var::integer(0);
    std::int64_t rest = left.whole() % right.whole();
    if (rest != 0 && (rest < 0) != (right.whole() < 0))
        rest += right.whole();
    return Var::integer(rest);
}

Var power(const Var& left, const Var& right)
{
    if (!are_numbers(left, right))
        return with_dates("** or pow()", left, right);
    if (!is_real(left, right) && right.whole() >= 0)
        return whole_power(left.whole(), right.whole());
    if (left.number() == 0 && right.number() < 0)
        fail_value("0.0 cannot be raised to a negative power");
    if (left.number() < 0 && std::isfinite(right.number()) &&
        std::floor(right.number()) != right.number())
        fail_limit("a complex number in a template");
    const double result = std::pow(left.number(), right.number());
    if (std::isinf(result) && std::isfinite(left.number()) && std::isfinite(right.number()))
        fail_value("(34, 'Numerical result out of range')");
    return Var::real(result);
}

Var negative(const Var& value)
{
    require_defined(value);
    if (value.object_as<TimeDelta>())
        return multiply(value, Var::integer(-1));
    if (value.kind == Kind::real)
        return Var::real(-value.as.real);
    if (value.kind == Kind::big) {
        const std::string_view digits = value.view();
        return Var::big(digits.starts_with('-') ? std::string(digits.substr(1))
                                                : "-" + std::string(digits));
    }
    if (!value.is_whole())
        fail_type("bad operand type for unary -: '" + std::string(type_name(value)) + "'");
    if (value.whole() == std::numeric_limits<std::int64_t>::min())
        return Var::big("9223372036854775808");
    return Var::integer(-value.whole());
}

Var positive(const Var& value)
{
    require_defined(value);
    if (value.kind == Kind::real || value.kind == Kind::big || value.object_as<TimeDelta>())
        return value;
    if (!value.is_whole())
        fail_type("bad operand type for unary +: '" + std::string(type_name(value)) + "'");
    return Var::integer(value.whole());
}

std::int64_t index_from(const Var& value)
{
    if (!value.is_whole()) {
        if (value.kind == Kind::big)
            fail_range();
        fail_type("'" + std::string(type_name(value)) +
                  "' object cannot be interpreted as an integer");
    }
    return value.whole();
}

} // namespace costrel::inline v1::templates
