#include "template/time_delta.hpp"

#include "template/day.hpp"
#include "template/failure.hpp"
#include "template/methods.hpp"
#include "template/ratio.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace costrel::inline v1::templates {

namespace {

constexpr std::int64_t one_second = 1'000'000; // in microseconds
constexpr std::int64_t one_day = 86'400 * one_second;
__extension__ using Wide = __int128; // of what is exact on the way to 64 bits

struct Division {
    std::int64_t quotient;
    std::int64_t rest; // not negative, where the divisor is not
};

Division floor_division(std::int64_t number, std::int64_t divisor)
{
    if (divisor == -1 && number == INT64_MIN)
        fail_range();
    Division result{number / divisor, number % divisor};
    if (result.rest != 0 && (result.rest < 0) != (divisor < 0)) {
        --result.quotient;
        result.rest += divisor;
    }
    return result;
}

struct Parts {
    std::int64_t days;
    std::int64_t seconds;
    std::int64_t microseconds;
};

Parts parts_of(std::int64_t microseconds)
{
    const Division days = floor_division(microseconds, one_day);
    return {days.quotient, days.rest / one_second, days.rest % one_second};
}

Var delta(std::int64_t microseconds)
{
    return Var::object(make<TimeDelta>(microseconds));
}

Var narrow(Wide microseconds)
{
    if (microseconds < INT64_MIN || microseconds > INT64_MAX)
        fail_range();
    return delta(static_cast<std::int64_t>(microseconds));
}

// To the nearest, and to an even number between two.
Var nearest(Wide numerator, Wide denominator)
{
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    Wide quotient = numerator / denominator;
    Wide rest = numerator % denominator;
    if (rest < 0) {
        rest += denominator;
        --quotient;
    }
    const Wide left = denominator - rest;
    if (rest > left || (rest == left && quotient % 2 != 0))
        ++quotient;
    return narrow(quotient);
}

constexpr int most_bits = 63; // that an exponent may add to 63 others

Var times(std::int64_t microseconds, double factor)
{
    const Ratio ratio = ratio_of(factor);
    const Wide product = Wide{microseconds} * ratio.numerator; // 116 bits
    if (product == 0)
        return delta(0);
    if (ratio.exponent >= 0) {
        if (ratio.exponent > most_bits || product < INT64_MIN || product > INT64_MAX)
            fail_range();
        return narrow(product * (Wide{1} << ratio.exponent));
    }
    return ratio.exponent < -120 ? delta(0) : nearest(product, Wide{1} << -ratio.exponent);
}

Var divided(std::int64_t microseconds, double divisor)
{
    const Ratio ratio = ratio_of(divisor);
    if (ratio.numerator == 0)
        fail_value("division by zero");
    if (microseconds == 0)
        return delta(0);
    if (ratio.exponent >= 0)
        return ratio.exponent > most_bits
                   ? delta(0)
                   : nearest(microseconds, Wide{ratio.numerator} * (Wide{1} << ratio.exponent));
    // The divisor has 53 bits at most, and the result 63.
    Wide numerator = microseconds;
    constexpr Wide most = Wide{1} << 125;
    for (int left = -ratio.exponent; left > 0; --left) {
        if (numerator > most || numerator < -most)
            fail_range();
        numerator *= 2;
    }
    return nearest(numerator, ratio.numerator);
}

const DateTime* date_in(const Var& value)
{
    return value.kind == Kind::value ? value.as.value->as<DateTime>() : nullptr;
}

Var moved(const DateTime& date, Wide microseconds)
{
    if (microseconds % one_second != 0)
        fail_limit("a date with a part of a second in a template");
    using namespace std::chrono;
    const Wide at = Wide{date.time.time_since_epoch().count()} + microseconds / one_second;
    const Wide there = at + date.offset.count();
    constexpr sys_seconds first = sys_days(year(1) / January / 1);
    constexpr sys_seconds end = sys_days(year(10000) / January / 1);
    if (there < first.time_since_epoch().count() || there >= end.time_since_epoch().count())
        fail_value("date value out of range");
    return Var::owning(
        Value(DateTime{sys_seconds(seconds(static_cast<std::int64_t>(at))), date.offset}));
}

Var between(const DateTime& later, const DateTime& earlier)
{
    return narrow((Wide{later.time.time_since_epoch().count()} -
                   Wide{earlier.time.time_since_epoch().count()}) *
                  one_second);
}

std::optional<Var> of_two(std::string_view op, std::int64_t left, std::int64_t right)
{
    if (op == "+")
        return narrow(Wide{left} + right);
    if (op == "-")
        return narrow(Wide{left} - right);
    if (op != "/" && op != "//" && op != "%")
        return std::nullopt;
    if (right == 0)
        fail_value("integer division or modulo by zero");
    if (op == "/")
        return Var::real(
            static_cast<double>(static_cast<long double>(left) / static_cast<long double>(right)));
    if (op == "%")
        return delta(right == -1 ? 0 : floor_division(left, right).rest);
    return Var::integer(floor_division(left, right).quotient);
}

std::optional<Var> by_number(std::string_view op, std::int64_t left, const Var& number)
{
    if (op == "*")
        return number.is_whole() ? narrow(Wide{left} * number.whole())
                                 : times(left, number.number());
    if (op == "/" && !number.is_whole())
        return divided(left, number.number());
    if ((op != "/" && op != "//") || !number.is_whole())
        return std::nullopt;
    if (number.whole() == 0)
        fail_value("integer division or modulo by zero");
    if (op == "/")
        return nearest(left, number.whole());
    return delta(floor_division(left, number.whole()).quotient);
}

Var total_seconds_method(const Var& self, const Bound&, const Arguments&)
{
    const auto all = self.object_as<TimeDelta>()->microseconds();
    return Var::real(
        static_cast<double>(static_cast<long double>(all) / static_cast<long double>(one_second)));
}

constexpr Method of_time_delta[] = {
    method("total_seconds", "", total_seconds_method),
};

std::string with_zeros(std::int64_t number, std::size_t width)
{
    std::string digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
}

} // namespace

std::optional<Var> TimeDelta::attribute(std::string_view name)
{
    const Parts parts = parts_of(microseconds_);
    if (name == "days")
        return Var::integer(parts.days);
    if (name == "seconds")
        return Var::integer(parts.seconds);
    if (name == "microseconds")
        return Var::integer(parts.microseconds);
    return std::nullopt;
}

std::span<const Method> TimeDelta::methods() const noexcept
{
    return of_time_delta;
}

std::string TimeDelta::text()
{
    const Parts parts = parts_of(microseconds_);
    std::string out;
    if (parts.days != 0)
        out = std::to_string(parts.days) + (std::abs(parts.days) == 1 ? " day, " : " days, ");
    out += std::to_string(parts.seconds / 3600) + ':' + with_zeros(parts.seconds / 60 % 60, 2) +
           ':' + with_zeros(parts.seconds % 60, 2);
    if (parts.microseconds != 0)
        out += '.' + with_zeros(parts.microseconds, 6);
    return out;
}

std::string TimeDelta::repr()
{
    const Parts parts = parts_of(microseconds_);
    std::string out;
    const auto add = [&out](std::string_view name, std::int64_t number) {
        if (number == 0)
            return;
        (out += out.empty() ? "" : ", ") += name;
        out += '=' + std::to_string(number);
    };
    add("days", parts.days);
    add("seconds", parts.seconds);
    add("microseconds", parts.microseconds);
    return "datetime.timedelta(" + (out.empty() ? "0" : out) + ")";
}

namespace {

// Of dates: what is not a whole day does not count.
std::optional<Var> day_arithmetic(std::string_view op, const Var& left, const Var& right)
{
    const auto* const left_day = left.object_as<Day>();
    const auto* const right_day = right.object_as<Day>();
    if (left_day && right_day && op == "-")
        return narrow(Wide{(left_day->day() - right_day->day()).count()} * one_day);
    const auto* const by = (left_day ? right : left).object_as<TimeDelta>();
    if (!by || (op == "-" && !left_day) || (op != "+" && op != "-"))
        return std::nullopt;
    const std::int64_t days = parts_of(by->microseconds()).days;
    return days_after(left_day ? *left_day : *right_day, op == "+" ? days : -days);
}

} // namespace

std::optional<Var> date_arithmetic(std::string_view op, const Var& left, const Var& right)
{
    if (left.object_as<Day>() || right.object_as<Day>())
        return day_arithmetic(op, left, right);
    const DateTime* const left_date = date_in(left);
    const DateTime* const right_date = date_in(right);
    const auto* const left_delta = left.object_as<TimeDelta>();
    const auto* const right_delta = right.object_as<TimeDelta>();
    if (left_date && right_date && op == "-")
        return between(*left_date, *right_date);
    if (left_date && right_delta && (op == "+" || op == "-"))
        return moved(*left_date, op == "+" ? Wide{right_delta->microseconds()}
                                           : -Wide{right_delta->microseconds()});
    if (left_delta && right_date && op == "+")
        return moved(*right_date, left_delta->microseconds());
    if (left_delta && right_delta)
        return of_two(op, left_delta->microseconds(), right_delta->microseconds());
    if (left_delta && right.is_number())
        return by_number(op, left_delta->microseconds(), right);
    if (right_delta && left.is_number() && op == "*")
        return by_number(op, right_delta->microseconds(), left);
    return std::nullopt;
}

std::optional<std::strong_ordering> date_order(const Var& left, const Var& right)
{
    if (const auto* a = date_in(left), *b = date_in(right); a && b)
        return a->time.time_since_epoch().count() <=> b->time.time_since_epoch().count();
    if (const auto* a = left.object_as<TimeDelta>(), *b = right.object_as<TimeDelta>(); a && b)
        return a->microseconds() <=> b->microseconds();
    if (const auto* a = left.object_as<Day>(), *b = right.object_as<Day>(); a && b)
        return a->day() <=> b->day();
    return std::nullopt;
}

} // namespace costrel::inline v1::templates
