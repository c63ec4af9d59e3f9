#pragma once

#include <costrel/encoding/value.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// An argument of url_for() as text: integers in digits, floating-point numbers always with a
/// point, as Flask's converters write them.
std::string url_value(std::string_view text);
std::string url_value(std::int64_t number);
std::string url_value(std::uint64_t number);
std::string url_value(double number);
std::string url_value(const Uuid& uuid);
template <std::integral T>
std::string url_value(T number)
{
    if constexpr (std::signed_integral<T>)
        return url_value(static_cast<std::int64_t>(number));
    else
        return url_value(static_cast<std::uint64_t>(number));
}

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
