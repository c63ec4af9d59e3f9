#include "template/digits.hpp"
#include "template/failure.hpp"
#include "template/filters.hpp"
#include "template/format.hpp"
#include "template/number_text.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/time_delta.hpp"

#include <array>
#include <cmath>

namespace costrel::inline v1::templates {

namespace {

Var abs_filter(const FilterCall& call)
{
    const Var& value = call.value;
    if (value.kind == Kind::real)
        return Var::real(std::fabs(value.as.real));
    if (value.kind == Kind::big)
        return value.view().starts_with('-') ? negative(value) : value;
    if (const auto* delta = value.object_as<TimeDelta>())
        return delta->microseconds() < 0 ? negative(value) : value;
    if (!value.is_whole())
        fail_type("bad operand type for abs(): '" + std::string(type_name(value)) + "'");
    return value.whole() < 0 ? negative(value) : Var::integer(value.whole());
}

// int(number), of which infinity and NaN have none.
std::optional<Var> truncated(double number)
{
    if (!std::isfinite(number))
        return std::nullopt;
    return Var::big((number <= -1 ? "-" : "") + digits_of(std::fabs(std::trunc(number)), 0, 'f'));
}

Var int_filter(const FilterCall& call)
{
    const Var& value = call.value;
    require_defined(value);
    const Var otherwise = call.bound[0] ? call.bound.at(0) : Var::integer(0);
    if (value.is_whole())
        return Var::integer(value.whole());
    if (value.kind == Kind::big)
        return value;
    if (value.kind == Kind::real) {
        if (std::isinf(value.as.real))
            fail_value("cannot convert float infinity to integer");
        return truncated(value.as.real).value_or(otherwise);
    }
    if (!value.is_text())
        return otherwise;
    const std::int64_t base =
        call.bound[1] && call.bound.at(1).is_whole() ? call.bound.at(1).whole() : 10;
    if (auto number = whole_number(value.view(), base))
        return *std::move(number);
    if (const auto number = real_number(value.view()))
        return truncated(*number).value_or(otherwise);
    return otherwise;
}

// float() of an integer beyond 64 bits.
double real_of(const Var& big)
{
    const double number = real_number(big.view()).value_or(0);
    if (std::isinf(number))
        fail_value("int too large to convert to float");
    return number;
}

Var float_filter(const FilterCall& call)
{
    const Var& value = call.value;
    require_defined(value);
    if (value.is_number())
        return Var::real(value.number());
    if (value.kind == Kind::big)
        return Var::real(real_of(value));
    if (value.is_text())
        if (const auto number = real_number(value.view()))
            return Var::real(*number);
    return call.bound[0] ? call.bound.at(0) : Var::real(0);
}

double require_real(const Var& value)
{
    require_defined(value);
    if (value.is_number())
        return value.number();
    if (value.kind == Kind::big)
        return real_of(value);
    if (value.is_text()) {
        if (const auto number = real_number(value.view()))
            return *number;
        fail_value("could not convert string to float: " + repr(value));
    }
    fail_type("float() argument must be a string or a real number, not '" +
              std::string(type_name(value)) + "'");
}

Var filesizeformat_filter(const FilterCall& call)
{
    const bool is_binary = call.bound.is_true(0);
    const double bytes = require_real(call.value);
    const double base = is_binary ? 1024 : 1000;
    static constexpr std::array decimal = {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
    static constexpr std::array binary = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};
    const auto& prefixes = is_binary ? binary : decimal;
    if (bytes == 1)
        return Var::lent_text("1 Byte");
    if (bytes < base) {
        const auto whole = truncated(bytes);
        if (!whole)
            fail_value("cannot convert float infinity to integer");
        return Var::text(text_of(*whole) + " Bytes");
    }
    double unit = base;
    std::size_t i = 0;
    do {
        unit *= base;
    } while (!(bytes < unit) && ++i < prefixes.size());
    if (i == prefixes.size()) {
        --i;
    }
    return Var::text(format_value(Var::real(base * bytes / unit), ".1f") + " " + prefixes[i]);
}

// round(number, digits): to the nearest, and to an even digit between two.
double rounded(double number, std::int64_t digits)
{
    if (!std::isfinite(number) || digits > 400)
        return number;
    if (digits >= 0) {
        const std::string text = digits_of(std::fabs(number), static_cast<int>(digits), 'f');
        return std::copysign(real_number(text).value_or(number), number);
    }
    if (digits < -308)
        return std::copysign(0.0, number);
    // All of its digits; as many as are left decide, and an even one where the rest is a half.
    const std::string exact = digits_of(std::fabs(number), 0, 'f');
    const std::int64_t left = static_cast<std::int64_t>(exact.size()) + digits;
    std::string text = "0";
    if (left > 0) {
        text = digits_of(std::fabs(number), static_cast<int>(left) - 1, 'e');
    } else if (left == 0) {
        // Below the first digit there is more than a half.
        const std::string all = digits_of(std::fabs(number), 800, 'e');
        const bool rounds_up =
            all.front() > '5' ||
            (all.front() == '5' &&
             all.substr(0, all.find('e')).find_first_of("123456789", 1) != all.npos);
        if (std::fabs(number) >= 1 && rounds_up)
            text = "1e" + std::to_string(-digits);
    }
    const double result = real_number(text).value_or(number);
    if (std::isinf(result))
        fail_value("rounded value too large to represent");
    return std::copysign(result, number);
}

std::int64_t rounded(std::int64_t number, std::int64_t digits)
{
    if (digits >= 0)
        return number;
    if (digits < -18) {
        constexpr std::int64_t half = 5'000'000'000'000'000'000; // of 10^19
        if (digits == -19 && (number > half || number < -half))
            fail_range();
        return 0;
    }
    std::int64_t unit = 1;
    for (; digits < 0; ++digits)
        unit *= 10;
    std::int64_t rest = number % unit;
    if (rest < 0)
        rest += unit;
    std::int64_t result = 0;
    if (__builtin_sub_overflow(number, rest, &result))
        fail_range();
    const bool is_odd = (result / unit) % 2 != 0;
    if ((rest > unit - rest || (rest == unit - rest && is_odd)) &&
        __builtin_add_overflow(result, unit, &result))
        fail_range();
    return result;
}

Var round_filter(const FilterCall& call)
{
    const Var& value = call.value;
    const std::string method = call.bound[1] ? text_of(call.bound.at(1)) : "common";
    if (method != "common" && method != "ceil" && method != "floor")
        fail_value("method must be common, ceil or floor");
    if (method == "common") {
        if (value.is_whole()) {
            const Var* digits = call.bound.unless_none(0);
            return Var::integer(rounded(value.whole(), digits ? index_from(*digits) : 0));
        }
        if (value.kind == Kind::big)
            return value;
        if (value.kind != Kind::real)
            fail_type("type " + std::string(type_name(value)) + " doesn't define __round__ method");
        if (call.bound[0] && call.bound.at(0).is_none())
            return truncated(std::nearbyint(value.as.real)).value_or(value);
        return Var::real(rounded(value.as.real, call.bound.integer(0, 0)));
    }
    const Var precision = call.bound[0] ? call.bound.at(0) : Var::integer(0);
    const Var unit = power(Var::integer(10), precision);
    const Var scaled = multiply(value, unit);
    if (!scaled.is_number())
        fail_type("must be real number, not " + std::string(type_name(scaled)));
    if (scaled.is_whole())
        return divide(scaled, unit);
    const double edge = method == "ceil" ? std::ceil(scaled.as.real) : std::floor(scaled.as.real);
    const auto whole = truncated(edge);
    if (!whole)
        fail_value("cannot convert float to integer");
    return whole->is_whole() ? divide(*whole, unit) : Var::real(edge / unit.number());
}

constexpr Filter number_filter_rows[] = {
    filter("abs", "", abs_filter),
    filter("filesizeformat", "binary=", filesizeformat_filter),
    filter("float", "default=", float_filter),
    filter("int", "default=, base=", int_filter),
    filter("round", "precision=, method=", round_filter),
};

} // namespace

std::span<const Filter> number_filters() noexcept
{
    return number_filter_rows;
}

} // namespace costrel::inline v1::templates
