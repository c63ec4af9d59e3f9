#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace costrel::inline v1::encoding {

// Copies a text that is mostly short, and gives where its end is then. For one of up to 32 bytes
// two copies of a fixed size, which overlap, take less than a call.
[[gnu::always_inline]] inline char* copy_short(char* to, std::string_view text) noexcept
{
    const std::size_t size = text.size();
    const char* const from = text.data();
    if (__builtin_constant_p(size) || size > 32) {
        if (size > 0)
            std::memcpy(to, from, size);
        return to + size;
    }
    const auto copy_ends = [&]<std::size_t part>(std::integral_constant<std::size_t, part>) {
        std::memcpy(to, from, part);
        std::memcpy(to + size - part, from + size - part, part);
    };
    if (size >= 16)
        copy_ends(std::integral_constant<std::size_t, 16>());
    else if (size >= 8)
        copy_ends(std::integral_constant<std::size_t, 8>());
    else if (size >= 4)
        copy_ends(std::integral_constant<std::size_t, 4>());
    else if (size >= 2)
        copy_ends(std::integral_constant<std::size_t, 2>());
    else if (size == 1)
        *to = *from;
    return to + size;
}

} // namespace costrel::inline v1::encoding
