#include "http/forms/charset.hpp"

#include "encoding/utf8.hpp"
#include "http/grammar.hpp"

namespace costrel::inline v1::http {

std::optional<Charset> find_charset(std::string_view name) noexcept
{
    if (equal_ignoring_case(name, "utf-8"))
        return Charset::utf_8;
    if (equal_ignoring_case(name, "ascii") || equal_ignoring_case(name, "us-ascii"))
        return Charset::ascii;
    if (equal_ignoring_case(name, "iso-8859-1"))
        return Charset::iso_8859_1;
    return std::nullopt;
}

std::string decode(std::string_view bytes, Charset charset)
{
    std::string text;
    if (charset == Charset::utf_8) {
        if (encoding::is_utf8(bytes))
            text = bytes;
        else
            encoding::append_utf8_with_replacement(text, bytes);
        return text;
    }
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            text += c;
        else
            encoding::append_utf8(text, charset == Charset::ascii ? U'\uFFFD' : char32_t{byte});
    }
    return text;
}

} // namespace costrel::inline v1::http
