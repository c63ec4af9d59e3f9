#include "signing/bytes_repr.hpp"

#include "encoding/ascii.hpp"

namespace costrel::inline v1::signing {

namespace {

void append_byte(std::string& out, char c, char quote)
{
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') {
        out += '\\';
        out += c;
    } else if (c == '\t') {
        out += "\\t";
    } else if (c == '\n') {
        out += "\\n";
    } else if (c == '\r') {
        out += "\\r";
    } else if (byte < 0x20 || byte >= 0x7f) {
        out += "\\x";
        out += encoding::hex_digits[byte >> 4];
        out += encoding::hex_digits[byte & 15];
    } else {
        out += c;
    }
}

} // namespace

std::string bytes_repr(std::string_view bytes)
{
    const auto has = [bytes](char c) { return bytes.find(c) != std::string_view::npos; };
    const char quote = has('\'') && !has('"') ? '"' : '\'';
    std::string text = "b";
    text += quote;
    for (const char c : bytes)
        append_byte(text, c, quote);
    text += quote;
    return text;
}

} // namespace costrel::inline v1::signing
