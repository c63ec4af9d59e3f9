#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

// Numbers and keys as JavaScript has them.
namespace costrel::inline v1::interop {

inline constexpr std::int64_t max_safe_integer = (std::int64_t{1} << 53) - 1;

constexpr bool is_safe_integer(std::int64_t integer) noexcept
{
    return integer >= -max_safe_integer && integer <= max_safe_integer;
}

// Whether a double is written without a point or exponent and reads back as an integer.
inline bool is_safe_integer(double number) noexcept
{
    return std::trunc(number) == number && std::abs(number) <= double(max_safe_integer);
}

// An object of JavaScript has the keys that are array indices (below 2^32 - 1) before all others.
constexpr std::optional<std::uint32_t> array_index(std::string_view key) noexcept
{
    if (key.empty() || key.size() > 10 || (key.front() == '0' && key.size() > 1))
        return std::nullopt;
    std::uint64_t index = 0;
    for (const char c : key) {
        if (c < '0' || c > '9')
            return std::nullopt;
        index = index * 10 + static_cast<std::uint64_t>(c - '0');
    }
    if (index >= 0xffff'ffff)
        return std::nullopt;
    return static_cast<std::uint32_t>(index);
}

} // namespace costrel::inline v1::interop
