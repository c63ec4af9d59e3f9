#include "interop/base62.hpp"

#include <algorithm>
#include <limits>

namespace costrel::inline v1::interop {

namespace {

constexpr std::string_view base62_digits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

} // namespace

std::string base62_of(std::uint64_t number)
{
    std::string text;
    do {
        text += base62_digits[number % 62];
        number /= 62;
    } while (number != 0);
    std::ranges::reverse(text);
    return text;
}

std::optional<std::int64_t> read_base62(std::string_view text) noexcept
{
    const bool negative = text.starts_with('-');
    if (negative)
        text.remove_prefix(1);
    constexpr std::int64_t greatest = std::numeric_limits<std::int64_t>::max();
    std::int64_t number = 0;
    for (const char c : text) {
        const std::size_t digit = base62_digits.find(c);
        if (digit == base62_digits.npos)
            return std::nullopt;
        const auto value = static_cast<std::int64_t>(digit);
        number = number > (greatest - value) / 62 ? greatest : number * 62 + value;
    }
    return negative ? -number : number;
}

} // namespace costrel::inline v1::interop
