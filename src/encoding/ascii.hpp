#pragma once

#include <array>
#include <cstddef>
#include <string_view>

// Characters and their classes, whatever the locale is.
namespace costrel::inline v1::encoding {

namespace ascii_detail {

constexpr std::array<bool, 256> tchar_table()
{
    std::array<bool, 256> table{};
    for (unsigned char c = '0'; c <= '9'; ++c)
        table[c] = true;
    for (unsigned char c = 'A'; c <= 'Z'; ++c)
        table[c] = true;
    for (unsigned char c = 'a'; c <= 'z'; ++c)
        table[c] = true;
    for (char c : std::string_view("!#$%&'*+-.^_`|~"))
        table[static_cast<unsigned char>(c)] = true;
    return table;
}

inline constexpr std::array<bool, 256> tchars = tchar_table();

} // namespace ascii_detail

constexpr bool is_tchar(char c) noexcept // RFC 9110 section 5.6.2
{
    return ascii_detail::tchars[static_cast<unsigned char>(c)];
}

constexpr bool is_token(std::string_view text) noexcept
{
    for (char c : text) {
        if (!is_tchar(c))
            return false;
    }
    return !text.empty();
}

constexpr bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

constexpr bool is_alpha(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr char to_lower(char c) noexcept
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// Compares without ASCII case, as names of fields, hosts and codings are compared.
constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) noexcept
{
    if (left.size() != right.size())
        return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (left[i] != right[i] && to_lower(left[i]) != to_lower(right[i]))
            return false;
    }
    return true;
}

inline constexpr std::string_view hex_digits = "0123456789abcdef";

// The value of a hexadecimal digit of either case, or -1.
constexpr int hex_digit(char c) noexcept
{
    if (is_digit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace costrel::inline v1::encoding
