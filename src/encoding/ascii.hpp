#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

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

namespace ascii_detail {

constexpr bool equal_bytes(const char* left, const char* right, std::size_t size) noexcept
{
    for (std::size_t i = 0; i < size; ++i) {
        if (left[i] != right[i] && to_lower(left[i]) != to_lower(right[i]))
            return false;
    }
    return true;
}

// Of eight bytes. Letters differ from their other case in one bit, and so do others: these are
// looked at one by one, where there is any.
inline bool equal_eight(const char* left, const char* right) noexcept
{
    std::uint64_t one = 0;
    std::uint64_t other = 0;
    std::memcpy(&one, left, sizeof one);
    std::memcpy(&other, right, sizeof other);
    constexpr std::uint64_t case_bits = 0x2020'2020'2020'2020;
    const std::uint64_t different = one ^ other;
    return different == 0 ||
           ((different & ~case_bits) == 0 && equal_bytes(left, right, sizeof one));
}

// Of eight or more. A function of its own, or each that compares would have it within it.
[[gnu::noinline]] inline bool equal_long(const char* left, const char* right,
                                         std::size_t size) noexcept
{
    constexpr std::size_t step = 8;
    for (std::size_t at = 0; at + step < size; at += step)
        if (!equal_eight(left + at, right + at))
            return false;
    return equal_eight(left + size - step, right + size - step);
}

} // namespace ascii_detail

// Compares without ASCII case, as names of fields, hosts and codings are compared.
constexpr bool equal_ignoring_case(std::string_view left, std::string_view right) noexcept
{
    constexpr std::size_t worth_a_call = 16;
    const std::size_t size = left.size();
    if (size != right.size())
        return false;
    if (size >= worth_a_call && !std::is_constant_evaluated())
        return ascii_detail::equal_long(left.data(), right.data(), size);
    return ascii_detail::equal_bytes(left.data(), right.data(), size);
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
