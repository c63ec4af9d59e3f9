#include "template/failure.hpp"
#include "template/methods.hpp"
#include "template/ratio.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>

// The methods and attributes of int, bool and float.
namespace costrel::inline v1::templates {

namespace {

std::uint64_t magnitude(const Var& whole)
{
    const std::int64_t number = whole.whole();
    return number < 0 ? 0 - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
}

Var conjugate_method(const Var& self, const Bound&, const Arguments&)
{
    return self.kind == Kind::real ? self : Var::integer(self.whole());
}

Var bit_length_method(const Var& self, const Bound&, const Arguments&)
{
    return Var::integer(static_cast<std::int64_t>(std::bit_width(magnitude(self))));
}

Var bit_count_method(const Var& self, const Bound&, const Arguments&)
{
    return Var::integer(std::popcount(magnitude(self)));
}

Var ratio_of_integer(const Var& self, const Bound&, const Arguments&)
{
    return Var::tuple({Var::integer(self.whole()), Var::integer(1)});
}

Var ratio_of_real(const Var& self, const Bound&, const Arguments&)
{
    auto [numerator, exponent] = ratio_of(self.as.real);
    if (exponent < -62)
        fail_range();
    if (exponent <= 0)
        return Var::tuple({Var::integer(numerator), Var::integer(std::int64_t{1} << -exponent)});
    if (exponent > 62 || __builtin_mul_overflow(numerator, std::int64_t{1} << exponent, &numerator))
        fail_range();
    return Var::tuple({Var::integer(numerator), Var::integer(1)});
}

Var is_integer_method(const Var& self, const Bound&, const Arguments&)
{
    return Var::boolean(std::isfinite(self.as.real) && std::trunc(self.as.real) == self.as.real);
}

Var hex_method(const Var& self, const Bound&, const Arguments&)
{
    const double number = self.as.real;
    if (number == 0)
        return Var::lent_text(std::signbit(number) ? "-0x0.0p+0" : "0x0.0p+0");
    std::array<char, 32> text;
    const int size = std::snprintf(text.data(), text.size(), "%.13a", number);
    return Var::text(std::string(text.data(), static_cast<std::size_t>(size)));
}

constexpr Method of_integer[] = {
    method("as_integer_ratio", "", ratio_of_integer),
    method("bit_count", "", bit_count_method),
    method("bit_length", "", bit_length_method),
    method("conjugate", "", conjugate_method),
};

constexpr Method of_real[] = {
    method("as_integer_ratio", "", ratio_of_real),
    method("conjugate", "", conjugate_method),
    method("hex", "", hex_method),
    method("is_integer", "", is_integer_method),
};

} // namespace

std::span<const Method> number_methods(bool is_real) noexcept
{
    return is_real ? std::span<const Method>(of_real) : std::span<const Method>(of_integer);
}

std::optional<Var> number_attribute(const Var& number, std::string_view name)
{
    const bool is_real = number.kind == Kind::real;
    const Var itself = is_real ? number : Var::integer(number.whole());
    if (name == "real" || (name == "numerator" && !is_real))
        return itself;
    if (name == "imag")
        return is_real ? Var::real(0) : Var::integer(0);
    if (name == "denominator" && !is_real)
        return Var::integer(1);
    return std::nullopt;
}

} // namespace costrel::inline v1::templates
