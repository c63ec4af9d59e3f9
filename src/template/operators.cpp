#include "template/operators.hpp"

#include "template/failure.hpp"
#include "template/format.hpp"
#include "template/object.hpp"
#include "template/python_text.hpp"

#include <cmath>
#include <limits>

namespace costrel::templates {

namespace {

[[noreturn]] void fail_operands(std::string_view op, const Var& left, const Var& right)
{
    require_defined(left);
    require_defined(right);
    fail_type("unsupported operand type(s) for " + std::string(op) + ": '" +
              std::string(type_name(left)) + "' and '" + std::string(type_name(right)) + "'");
}

[[noreturn]] void fail_range()
{
    fail_limit("integer out of range in a template");
}

void require_numbers(std::string_view op, const Var& left, const Var& right)
{
    if (left.is_number() && right.is_number())
        return;
    if ((left.kind == Kind::big || left.is_number()) &&
        (right.kind == Kind::big || right.is_number()))
        fail_range();
    fail_operands(op, left, right);
}

bool is_real(const Var& left, const Var& right)
{
    return left.kind == Kind::real || right.kind == Kind::real;
}

// An integer and a double, as exactly as Python compares them.
std::partial_ordering order(std::int64_t whole, double real)
{
    if (std::isnan(real))
        return std::partial_ordering::unordered;
    if (real >= 9223372036854775808.0)
        return std::partial_ordering::less;
    if (real < -9223372036854775808.0)
        return std::partial_ordering::greater;
    const double floor = std::floor(real);
    const auto below = static_cast<std::int64_t>(floor);
    if (whole != below)
        return whole <=> below;
    return floor < real ? std::partial_ordering::less : std::partial_ordering::equivalent;
}

Var repeated(const Var& value, std::int64_t times)
{
    const auto count = static_cast<std::size_t>(times < 0 ? 0 : times);
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

// Whether two lists or tuples are alike, or where they first differ.
std::size_t first_difference(const Var& left, const Var& right)
{
    const Nesting nesting;
    std::size_t i = 0;
    while (i < left.size() && i < right.size() && equal(left.at(i), right.at(i)))
        ++i;
    return i;
}

bool equal_dicts(const Var& left, const Var& right)
{
    if (dict_size(left) != dict_size(right))
        return false;
    const Nesting nesting;
    for (std::size_t i = 0; i < dict_size(left); ++i) {
        const auto other = entry_of(right, dict_key(left, i));
        if (!other || !equal(dict_value(left, i), *other))
            return false;
    }
    return true;
}

// Python's rich comparison, `strict` for < and not <=.
bool ordered(const Var& left, const Var& right, std::string_view op, bool strict)
{
    if (left.is_text() && right.is_text())
        return strict ? left.view() < right.view() : left.view() <= right.view();
    const bool are_numbers = (left.is_number() || left.kind == Kind::big) &&
                             (right.is_number() || right.kind == Kind::big);
    if (are_numbers) {
        const auto result = number_order(left, right);
        return strict ? result < 0 : result <= 0;
    }
    if ((left.is_list() && right.is_list()) || (left.is_tuple() && right.is_tuple())) {
        const std::size_t i = first_difference(left, right);
        const Nesting nesting;
        if (i < left.size() && i < right.size())
            return ordered(left.at(i), right.at(i), op, strict);
        return strict ? left.size() < right.size() : left.size() <= right.size();
    }
    if (left.kind == Kind::value && right.kind == Kind::value) {
        const Value& a = *left.as.value;
        const Value& b = *right.as.value;
        if (a.as<DateTime>() && b.as<DateTime>())
            return strict ? a.as<DateTime>()->time < b.as<DateTime>()->time
                          : a.as<DateTime>()->time <= b.as<DateTime>()->time;
        if (a.as<Uuid>() && b.as<Uuid>())
            return strict ? a.as<Uuid>()->bytes < b.as<Uuid>()->bytes
                          : a.as<Uuid>()->bytes <= b.as<Uuid>()->bytes;
    }
    const Var& first = op.starts_with('>') ? right : left; // as it stands in the template
    const Var& second = op.starts_with('>') ? left : right;
    require_defined(first);
    require_defined(second);
    fail_type("'" + std::string(op) + "' not supported between instances of '" +
              std::string(type_name(first)) + "' and '" + std::string(type_name(second)) + "'");
}

} // namespace

bool equal(const Var& left, const Var& right)
{
    if (left.is_text() && right.is_text())
        return left.view() == right.view();
    if (left.is_number() && right.is_number())
        return left.is_whole() && right.is_whole() ? left.whole() == right.whole()
                                                   : number_order(left, right) == 0;
    if (left.kind == Kind::big && right.kind == Kind::big)
        return left.view() == right.view();
    if ((left.is_list() && right.is_list()) || (left.is_tuple() && right.is_tuple()))
        return left.size() == right.size() && first_difference(left, right) == left.size();
    if (left.is_dict() && right.is_dict())
        return equal_dicts(left, right);
    if (left.kind != right.kind)
        return false;
    if (left.kind == Kind::object)
        return left.as.object == right.as.object || left.as.object->is_equal(*right.as.object);
    if (left.kind == Kind::value)
        return *left.as.value == *right.as.value;
    return left.is_none() || left.is_undefined();
}

std::partial_ordering number_order(const Var& left, const Var& right)
{
    if (left.kind == Kind::big || right.kind == Kind::big) {
        if (left.kind == right.kind) {
            const bool is_negative = left.view().starts_with('-');
            if (is_negative != right.view().starts_with('-'))
                return is_negative ? std::partial_ordering::less : std::partial_ordering::greater;
            const auto result = left.view().size() != right.view().size()
                                    ? left.view().size() <=> right.view().size()
                                    : left.view() <=> right.view();
            return is_negative ? 0 <=> result : result;
        }
        if (is_real(left, right))
            fail_range();
        const bool big_is_negative =
            (left.kind == Kind::big ? left : right).view().starts_with('-');
        return (left.kind == Kind::big) == big_is_negative ? std::partial_ordering::less
                                                           : std::partial_ordering::greater;
    }
    if (left.kind == Kind::real && right.kind == Kind::real)
        return left.as.real <=> right.as.real;
    if (left.kind == Kind::real)
        return 0 <=> order(right.whole(), left.as.real);
    if (right.kind == Kind::real)
        return order(left.whole(), right.as.real);
    return left.whole() <=> right.whole();
}

bool less(const Var& left, const Var& right, std::string_view op)
{
    return ordered(left, right, op, true);
}

bool less_or_equal(const Var& left, const Var& right, std::string_view op)
{
    return ordered(left, right, op, false);
}

bool contains(const Var& container, const Var& searched)
{
    if (container.is_text()) {
        if (!searched.is_text())
            fail_type("'in <string>' requires string as left operand, not " +
                      std::string(type_name(searched)));
        return container.view().find(searched.view()) != std::string_view::npos;
    }
    if (container.is_dict()) {
        if (searched.is_list() || searched.is_dict())
            fail_type("unhashable type: '" + std::string(type_name(searched)) + "'");
        return entry_of(container, searched).has_value();
    }
    if (container.kind == Kind::object && container.as.object->is_iterable())
        return container.as.object->has_item(searched);
    if (!container.is_sequence() && !container.is_undefined())
        fail_type("argument of type '" + std::string(type_name(container)) + "' is not iterable");
    Iterator iterator(container);
    for (Var item; iterator.next(item);)
        if (equal(item, searched))
            return true;
    return false;
}

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
    require_defined(right);
    if (left.kind == Kind::text)
        fail_type("can only concatenate str (not \"" + std::string(type_name(right)) +
                  "\") to str");
    require_numbers("+", left, right);
    fail_range();
}

Var subtract(const Var& left, const Var& right)
{
    require_numbers("-", left, right);
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
    require_numbers("*", left, right);
    if (is_real(left, right))
        return Var::real(left.number() * right.number());
    std::int64_t product = 0;
    if (__builtin_mul_overflow(left.whole(), right.whole(), &product))
        fail_range();
    return Var::integer(product);
}

Var divide(const Var& left, const Var& right)
{
    require_numbers("/", left, right);
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
    require_numbers("//", left, right);
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
    require_numbers("%", left, right);
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
    require_numbers("** or pow()", left, right);
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
    if (value.kind == Kind::real || value.kind == Kind::big)
        return value;
    if (!value.is_whole())
        fail_type("bad operand type for unary +: '" + std::string(type_name(value)) + "'");
    return Var::integer(value.whole());
}

std::int64_t index_from(const Var& value)
{
    require_defined(value);
    if (!value.is_whole()) {
        if (value.kind == Kind::big)
            fail_range();
        fail_type("'" + std::string(type_name(value)) +
                  "' object cannot be interpreted as an integer");
    }
    return value.whole();
}

} // namespace costrel::templates
