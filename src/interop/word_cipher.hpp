#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// What Salsa20 and ChaCha20 have in common: blocks of sixteen little-endian words.
namespace costrel::inline v1::interop {

using WordBlock = std::array<std::uint32_t, 16>;

inline constexpr std::array<std::uint32_t, 4> sigma{0x61707865, 0x3320646e, 0x79622d32,
                                                    0x6b206574}; // "expand 32-byte k"

inline void load_words(std::string_view bytes, std::span<std::uint32_t> words)
{
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = 0;
        for (std::size_t j = 4; j-- > 0;)
            words[i] = words[i] << 8 | static_cast<unsigned char>(bytes[4 * i + j]);
    }
}

inline void append_words(std::string& out, std::span<const std::uint32_t> words)
{
    for (const std::uint32_t word : words) {
        for (unsigned shift = 0; shift < 32; shift += 8)
            out += static_cast<char>(word >> shift & 0xff);
    }
}

} // namespace costrel::inline v1::interop
