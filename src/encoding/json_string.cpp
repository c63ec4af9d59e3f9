#include "encoding/json_string.hpp"

#include "encoding/ascii.hpp"
#include "encoding/byte_block.hpp"
#include "encoding/utf8.hpp"

#include <cstdint>
#include <stdexcept>

namespace costrel::inline v1::encoding {

namespace {

// All but the ASCII characters that stand for themselves in a string, whichever direction it goes.
// DEL is among them: Python writes it as an escape and reads it as it is.
struct IsNotPlain {
    auto operator()(ByteBlock bytes) const noexcept
    {
        return (bytes < all(' ')) | (bytes > all('~')) | (bytes == all('"')) | (bytes == all('\\'));
    }
};

std::string_view rest(const char* at, const char* end)
{
    return {at, static_cast<std::size_t>(end - at)};
}

const char* skip_plain(const char* at, const char* end)
{
    return at + find_first(IsNotPlain(), rest(at, end));
}

void append_escape(std::string& out, char32_t unit)
{
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U})
        out += hex_digits[unit >> shift & 15];
}

void append_escaped_ascii(std::string& out, char c)
{
    switch (c) {
    case '"':
        out += "\\\"";
        break;
    case '\\':
        out += "\\\\";
        break;
    case '\b':
        out += "\\b";
        break;
    case '\f':
        out += "\\f";
        break;
    case '\n':
        out += "\\n";
        break;
    case '\r':
        out += "\\r";
        break;
    case '\t':
        out += "\\t";
        break;
    default:
        append_escape(out, static_cast<unsigned char>(c));
    }
}

// The four digits of \uXXXX, or -1.
std::int32_t read_unit(const char* at, const char* end)
{
    if (end - at < 4)
        return -1;
    std::int32_t unit = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        unit = unit << 4 | digit;
    }
    return unit;
}

// `at` points behind the \u.
bool read_unicode_escape(const char*& at, const char* end, std::string& out)
{
    const std::int32_t unit = read_unit(at, end);
    if (unit < 0)
        return false;
    at += 4;
    auto c = static_cast<char32_t>(unit);
    if (is_high_surrogate(c) && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
        const std::int32_t next = read_unit(at + 2, end);
        if (next >= 0 && is_low_surrogate(static_cast<char32_t>(next))) {
            c = 0x10000 + ((c - 0xd800) << 10) + (static_cast<char32_t>(next) - 0xdc00);
            at += 6;
        }
    }
    append_utf8(out, c);
    return true;
}

char unescaped(char c)
{
    switch (c) {
    case '"':
    case '\\':
    case '/':
        return c;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return '\0'; // no escape gives NUL but \u
    }
}

} // namespace

void append_json_string(std::string& out, std::string_view text, bool ensure_ascii)
{
    const char* at = text.data();
    const char* const end = at + text.size();
    out += '"';
    while (true) {
        const char* const stop = skip_plain(at, end);
        out.append(rest(at, stop));
        if (stop == end)
            break;
        const CodePoint c = decode_utf8(rest(stop, end), Surrogates::taken);
        if (c.size == 0)
            throw std::invalid_argument(
                "costrel: a text that goes into JSON or a session is not UTF-8; use costrel::Bytes "
                "for data that need not be text");
        if (c.value < 0x80) {
            if (c.value == 0x7f && !ensure_ascii)
                out += *stop;
            else
                append_escaped_ascii(out, *stop);
        } else if (c.value >= 0x10000 && ensure_ascii) {
            append_escape(out, 0xd800 + ((c.value - 0x10000) >> 10));
            append_escape(out, 0xdc00 + (c.value & 0x3ff));
        } else if (ensure_ascii || is_high_surrogate(c.value) || is_low_surrogate(c.value)) {
            append_escape(out, c.value);
        } else {
            out.append(stop, c.size);
        }
        at = stop + c.size;
    }
    out += '"';
}

const char* read_json_string(const char*& at, const char* end, std::string& out)
{
    while (true) {
        const char* const stop = skip_plain(at, end);
        out.append(rest(at, stop));
        at = stop;
        if (at == end)
            return "the string has no closing quote";
        const auto c = static_cast<unsigned char>(*at);
        if (c == '"') {
            ++at;
            return nullptr;
        }
        if (c == '\\') {
            if (++at == end)
                return "the string has no closing quote";
            if (*at == 'u') {
                if (!read_unicode_escape(++at, end, out))
                    return "a \\u escape needs four hexadecimal digits";
            } else if (const char plain_form = unescaped(*at)) {
                out += plain_form;
                ++at;
            } else {
                return "the string has an escape that JSON does not know";
            }
            continue;
        }
        if (c < 0x20)
            return "the string has a control character";
        const std::size_t size = decode_utf8(rest(at, end), Surrogates::malformed).size;
        if (size == 0)
            return "the text is not UTF-8";
        out.append(at, size);
        at += size;
    }
}

} // namespace costrel::inline v1::encoding
