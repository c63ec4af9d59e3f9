#include "encoding/cookie_quoting.hpp"

#include "encoding/byte_block.hpp"

namespace costrel::inline v1::encoding {

namespace {

// What Werkzeug does not write without quotes: all but the cookie-octets of RFC 6265 section 4.1.1.
struct IsNoCookieOctet {
    auto operator()(ByteBlock bytes) const noexcept
    {
        return (bytes < all('!')) | (bytes > all('~')) | (bytes == all('"')) | (bytes == all(',')) |
               (bytes == all(';')) | (bytes == all('\\'));
    }
};

// 0x1a to 0x1f stay as they are, because Werkzeug leaves them.
bool is_octal(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x1a || byte >= 0x7f || c == ',' || c == ';';
}

char octal_digit(unsigned number)
{
    return static_cast<char>('0' + (number & 7));
}

bool is_octal_digit(char c, char greatest)
{
    return c >= '0' && c <= greatest;
}

} // namespace

void append_cookie_value(std::string& out, std::string_view value)
{
    if (!has_any(IsNoCookieOctet(), value)) {
        out += value;
        return;
    }
    out += '"';
    for (const char c : value) {
        if (is_octal(c)) {
            const unsigned byte = static_cast<unsigned char>(c);
            out += '\\';
            out += octal_digit(byte >> 6);
            out += octal_digit(byte >> 3);
            out += octal_digit(byte);
            continue;
        }
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    out += '"';
}

void unescape_cookie_value(std::string& out, std::string_view quoted)
{
    for (std::size_t i = 0; i < quoted.size(); ++i) {
        if (quoted[i] != '\\' || i + 1 == quoted.size()) {
            out += quoted[i];
            continue;
        }
        const std::string_view escape = quoted.substr(i + 1, 3);
        if (escape.size() == 3 && is_octal_digit(escape[0], '3') &&
            is_octal_digit(escape[1], '7') && is_octal_digit(escape[2], '7')) {
            const int byte = (escape[0] - '0') * 64 + (escape[1] - '0') * 8 + (escape[2] - '0');
            out += static_cast<char>(byte);
            i += 3;
        } else {
            out += escape[0];
            i += 1;
        }
    }
}

} // namespace costrel::inline v1::encoding
