#include "interop/percent_coding.hpp"

#include "encoding/ascii.hpp"
#include "encoding/percent.hpp"
#include "encoding/utf8.hpp"

namespace costrel::inline v1::interop {

void append_percent(std::string& out, std::string_view text, std::string_view unescaped)
{
    constexpr std::string_view capital_digits = "0123456789ABCDEF";
    for (const char c : text) {
        if (encoding::is_alpha(c) || encoding::is_digit(c) || unescaped.find(c) != unescaped.npos) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += capital_digits[byte >> 4];
        out += capital_digits[byte & 15];
    }
}

std::string uri_text(std::string_view text)
{
    std::string bytes;
    const bool good = encoding::append_percent_decoded(bytes, text);
    return good && encoding::is_utf8(bytes) ? bytes : std::string(text);
}

std::string percent_of(std::string_view text, std::string_view unescaped)
{
    std::string out;
    append_percent(out, text, unescaped);
    return out;
}

} // namespace costrel::inline v1::interop
