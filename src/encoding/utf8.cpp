#include "encoding/utf8.hpp"

#include <algorithm>

namespace costrel::encoding {

namespace {

// The bytes at the beginning of `text`, which is malformed there, that could have begun a
// character.
std::size_t malformed_size(std::string_view text)
{
    const auto in = [text](std::size_t i, unsigned least, unsigned greatest) {
        const unsigned byte = i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
        return byte >= least && byte <= greatest;
    };
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0xe0 || first > 0xf4)
        return 1;
    // What the second byte can be (Unicode, table 3-7).
    const unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned greatest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (!in(1, least, greatest))
        return 1;
    return first >= 0xf0 && in(2, 0x80, 0xbf) ? 3 : 2;
}

} // namespace

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
        std::size_t size = decode_utf8(bytes, Surrogates::malformed).size;
        if (size != 0) {
            out += bytes.substr(0, size);
        } else {
            append_utf8(out, 0xfffd);
            size = malformed_size(bytes);
        }
        bytes.remove_prefix(size);
    }
}

} // namespace costrel::encoding
