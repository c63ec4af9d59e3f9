#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// A number in a request, spelled as Python's int() and float() read it: white space around it, a
/// sign, and single underscores between digits. Nothing when the text is not a number or does not
/// fit.
std::optional<std::int64_t> read_signed(std::string_view text);
std::optional<std::uint64_t> read_unsigned(std::string_view text);
std::optional<double> read_real(std::string_view text);

template <class T>
std::optional<T> read_number(std::string_view text)
{
    if constexpr (std::floating_point<T>) {
        if (const auto number = read_real(text))
            return static_cast<T>(*number);
    } else {
        static_assert(std::integral<T> && !std::same_as<T, bool>,
                      "costrel: get<T>(): T must be an integer or a floating-point type; for a "
                      "text leave <T> out, and compare it for a bool");
        if constexpr (std::unsigned_integral<T>) {
            if (const auto number = read_unsigned(text); number && std::in_range<T>(*number))
                return static_cast<T>(*number);
        } else {
            if (const auto number = read_signed(text); number && std::in_range<T>(*number))
                return static_cast<T>(*number);
        }
    }
    return std::nullopt;
}

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
