#include "encoding/white_space.hpp"

#include "encoding/utf8.hpp"

#include <cstddef>

namespace costrel::encoding {

namespace {

constexpr bool is_white_space(char32_t c) noexcept
{
    return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
           c == 0x202f || c == 0x205f || c == 0x3000;
}

// The bytes of the white space that `text` begins with, or 0.
std::size_t leading_size(std::string_view text) noexcept
{
    const CodePoint first = decode_utf8(text, Surrogates::malformed);
    return first.size != 0 && is_white_space(first.value) ? first.size : 0;
}

// The same at its end. No white space takes more than three bytes.
std::size_t trailing_size(std::string_view text) noexcept
{
    for (std::size_t size = 1; size <= 3 && size <= text.size(); ++size) {
        if (leading_size(text.substr(text.size() - size)) == size)
            return size;
    }
    return 0;
}

} // namespace

std::string_view strip_leading_white_space(std::string_view text) noexcept
{
    while (!text.empty()) {
        const std::size_t size = leading_size(text);
        if (size == 0)
            break;
        text.remove_prefix(size);
    }
    return text;
}

std::string_view strip_white_space(std::string_view text) noexcept
{
    text = strip_leading_white_space(text);
    while (!text.empty()) {
        const std::size_t size = trailing_size(text);
        if (size == 0)
            break;
        text.remove_suffix(size);
    }
    return text;
}

} // namespace costrel::encoding
