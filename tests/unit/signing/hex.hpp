#pragma once

#include "encoding/ascii.hpp"

#include <span>
#include <string>

// Bytes as lower-case hexadecimal digits, which is how tests of digests and keys write them.
inline std::string hex(std::string_view bytes)
{
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += costrel::encoding::hex_digits[byte >> 4];
        text += costrel::encoding::hex_digits[byte & 15];
    }
    return text;
}

inline std::string hex(std::span<const unsigned char> bytes)
{
    return hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

// The bytes that an even number of hexadecimal digits stand for.
inline std::string unhex(std::string_view digits)
{
    std::string bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes += static_cast<char>(costrel::encoding::hex_digit(digits[i]) * 16 +
                                   costrel::encoding::hex_digit(digits[i + 1]));
    return bytes;
}
