#include "encoding/utf8.hpp"

#include "encoding/byte_block.hpp"

#include <cstdint>

namespace costrel::inline v1::encoding {

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
    const auto is_high = [](ByteBlock bytes) { return bytes > all('\x7f'); };
    while (!text.empty()) {
        text.remove_prefix(find_first(is_high, text));
        if (text.empty())
            return true;
        const Utf8Piece piece = first_utf8_piece(text);
        if (!piece.valid)
            return false;
        text.remove_prefix(piece.size);
    }
    return true;
}

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

void append_utf8_with_replacement(std::string& out, std::string_view bytes)
{
    while (!bytes.empty()) {
        const std::size_t ascii = static_cast<std::size_t>(
            std::ranges::find_if(bytes, [](char c) { return (c & 0x80) != 0; }) - bytes.begin());
        out += bytes.substr(0, ascii);
        bytes.remove_prefix(ascii);
        if (bytes.empty())
            return;
        const auto [size, valid] = first_utf8_piece(bytes);
        if (valid)
            out += bytes.substr(0, size);
        else
            append_utf8(out, 0xfffd);
        bytes.remove_prefix(size);
    }
}

} // namespace costrel::inline v1::encoding
