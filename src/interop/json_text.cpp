#include "encoding/ascii.hpp"
#include "encoding/utf8.hpp"
#include "interop/json_dialect.hpp"

namespace costrel::inline v1::interop {

namespace {

void append_unit(std::string& out, char32_t unit, bool capitals)
{
    constexpr std::string_view capital_digits = "0123456789ABCDEF";
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U})
        out += (capitals ? capital_digits : encoding::hex_digits)[unit >> shift & 15];
}

void append_pair(std::string& out, char32_t c, bool capitals)
{
    append_unit(out, 0xd800 + ((c - 0x10000) >> 10), capitals);
    append_unit(out, 0xdc00 + (c & 0x3ff), capitals);
}

// The letter of a short escape, or NUL.
char short_escape(char32_t c, const JsonDialect& dialect)
{
    switch (c) {
    case '"':
    case '\\':
        return static_cast<char>(c);
    case '\b':
        return 'b';
    case '\t':
        return 't';
    case '\n':
        return 'n';
    case '\f':
        return 'f';
    case '\r':
        return 'r';
    case '/':
        return dialect.slash ? '/' : '\0';
    default:
        return '\0';
    }
}

bool is_html(char32_t c)
{
    return c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029;
}

} // namespace

bool append_json_text(std::string& out, std::string_view text, const JsonDialect& dialect)
{
    out += '"';
    while (!text.empty()) {
        const encoding::CodePoint c = encoding::decode_utf8(text, encoding::Surrogates::taken);
        const bool surrogate = c.value >= 0xd800 && c.value < 0xe000;
        if (c.size == 0 || (surrogate && !dialect.lone_surrogates))
            return false;
        if (const char letter = short_escape(c.value, dialect)) {
            out += '\\';
            out += letter;
        } else if (c.value < 0x20 || (dialect.del && c.value == 0x7f) || surrogate ||
                   (dialect.html && is_html(c.value)) ||
                   (dialect.ascii && c.value >= 0x80 && c.value < 0x10000)) {
            append_unit(out, c.value, dialect.capitals);
        } else if (c.value >= 0x10000 && (dialect.ascii || dialect.capitals)) {
            append_pair(out, c.value, dialect.capitals);
        } else {
            out.append(text.data(), c.size);
        }
        text.remove_prefix(c.size);
    }
    out += '"';
    return true;
}

} // namespace costrel::inline v1::interop
