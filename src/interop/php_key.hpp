#pragma once

#include <costrel/dict.hpp>

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace costrel::inline v1::interop {

// The integer that a text becomes as the key of a PHP array: a decimal one that fits 64 bits, in
// its one spelling.
inline std::optional<std::int64_t> php_integer_key(std::string_view key) noexcept
{
    const std::string_view digits = key.substr(key.starts_with('-') ? 1 : 0);
    if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos ||
        (digits.front() == '0' && key != "0"))
        return std::nullopt;
    std::int64_t integer = 0;
    const auto result = std::from_chars(key.data(), key.data() + key.size(), integer);
    if (result.ec != std::errc())
        return std::nullopt;
    return integer;
}

// Whether the keys are 0, 1, 2 … in order: PHP's array_is_list().
inline bool is_php_list(const Dict& dict) noexcept
{
    std::int64_t next = 0;
    for (const DictItem& item : dict) {
        if (php_integer_key(item.key) != next++)
            return false;
    }
    return true;
}

} // namespace costrel::inline v1::interop
