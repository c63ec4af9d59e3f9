#include "interop/big_digits.hpp"

#include "encoding/json_number.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace costrel::inline v1::interop {

namespace {

// A number in some base, least significant digit first: number × factor + addend.
void multiply_add(std::vector<std::uint32_t>& number, std::uint32_t base, std::uint32_t factor,
                  std::uint32_t addend)
{
    std::uint64_t carry = addend;
    for (std::uint32_t& digit : number) {
        carry += std::uint64_t{digit} * factor;
        digit = static_cast<std::uint32_t>(carry % base);
        carry /= base;
    }
    for (; carry != 0; carry /= base)
        number.push_back(static_cast<std::uint32_t>(carry % base));
}

constexpr std::uint32_t nine_digits = 1'000'000'000;

} // namespace

std::string magnitude_bytes(std::string_view digits)
{
    if (digits.starts_with('-'))
        digits.remove_prefix(1);
    std::vector<std::uint32_t> number; // in base 2^16
    for (const char digit : digits)
        multiply_add(number, 1U << 16, 10, static_cast<std::uint32_t>(digit - '0'));
    std::string bytes;
    for (const std::uint32_t word : number) {
        bytes += static_cast<char>(word & 0xff);
        bytes += static_cast<char>(word >> 8);
    }
    while (bytes.ends_with('\0'))
        bytes.pop_back();
    return bytes;
}

std::optional<Value> integer_of(std::string_view magnitude, bool negative)
{
    while (magnitude.ends_with('\0'))
        magnitude.remove_suffix(1);
    if (magnitude.size() > encoding::max_integer_digits / 2) // 2.4 digits a byte
        return std::nullopt;
    std::vector<std::uint32_t> number; // in base 10^9
    for (std::size_t i = magnitude.size(); i-- > 0;)
        multiply_add(number, nine_digits, 256, static_cast<unsigned char>(magnitude[i]));
    std::string digits;
    for (std::uint32_t part : number) {
        for (int i = 0; i < 9; ++i, part /= 10)
            digits += static_cast<char>('0' + part % 10);
    }
    while (digits.size() > 1 && digits.ends_with('0'))
        digits.pop_back();
    if (digits.empty())
        return Value(0);
    if (digits.size() > encoding::max_integer_digits)
        return std::nullopt;
    if (negative)
        digits += '-';
    std::ranges::reverse(digits);
    return Value(BigInteger{std::move(digits)});
}

} // namespace costrel::inline v1::interop
