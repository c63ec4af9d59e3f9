#include "encoding/utf8.hpp"

namespace costrel::encoding {

CodePoint decode_utf8(std::string_view text, Surrogates surrogates) noexcept
{
    const auto byte = [text](std::size_t i) -> char32_t {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const char32_t first = byte(0);
    if (first < 0x80)
        return {first, 1};

    // The number of bytes and the least character that needs so many (RFC 3629 section 3).
    const std::size_t size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const char32_t least = size == 2 ? 0x80 : size == 3 ? 0x800 : 0x10000;
    if (first < 0xc2 || first > 0xf4)
        return {};
    char32_t value = first & (0x7fU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return {};
        value = value << 6 | (byte(i) & 0x3f);
    }
    const bool surrogate = is_high_surrogate(value) || is_low_surrogate(value);
    if (value < least || value > 0x10ffff || (surrogate && surrogates == Surrogates::malformed))
        return {};
    return {value, size};
}

void append_utf8(std::string& out, char32_t c)
{
    const auto put = [&out](char32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
        return;
    }
    if (c < 0x800) {
        put(0xc0 | c >> 6);
    } else {
        if (c < 0x10000) {
            put(0xe0 | c >> 12);
        } else {
            put(0xf0 | c >> 18);
            put(0x80 | (c >> 12 & 0x3f));
        }
        put(0x80 | (c >> 6 & 0x3f));
    }
    put(0x80 | (c & 0x3f));
}

} // namespace costrel::encoding
