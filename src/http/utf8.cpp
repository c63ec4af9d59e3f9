#include "http/utf8.hpp"

#include <algorithm>
#include <cstdint>

namespace costrel::http {

Utf8Piece first_utf8_piece(std::string_view text) noexcept
{
    const auto lead = static_cast<std::uint8_t>(text.front());
    if (lead < 0x80)
        return {1, true};

    // The second byte's range is what keeps out overlong forms, surrogates and what is above
    // U+10FFFF.
    std::size_t length = 0;
    std::uint8_t low = 0x80;
    std::uint8_t high = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) {
        length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
        length = 3;
        if (lead == 0xE0)
            low = 0xA0;
        if (lead == 0xED)
            high = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
        length = 4;
        if (lead == 0xF0)
            low = 0x90;
        if (lead == 0xF4)
            high = 0x8F;
    } else {
        return {1, false};
    }

    for (std::size_t i = 1; i < length; ++i) {
        if (i == text.size())
            return {i, false};
        const auto byte = static_cast<std::uint8_t>(text[i]);
        if (byte < low || byte > high)
            return {i, false};
        low = 0x80;
        high = 0xBF;
    }
    return {length, true};
}

bool is_utf8(std::string_view text) noexcept
{
    while (!text.empty()) {
        const auto high = std::find_if(text.begin(), text.end(),
                                       [](char c) { return static_cast<std::uint8_t>(c) >= 0x80; });
        text.remove_prefix(static_cast<std::size_t>(high - text.begin()));
        if (text.empty())
            return true;
        const Utf8Piece piece = first_utf8_piece(text);
        if (!piece.valid)
            return false;
        text.remove_prefix(piece.size);
    }
    return true;
}

} // namespace costrel::http
