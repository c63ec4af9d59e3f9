#include "encoding/percent.hpp"

#include "encoding/ascii.hpp"
#include "encoding/byte_block.hpp"

#include <cstddef>

namespace costrel::inline v1::encoding {

bool append_percent_decoded(std::string& out, std::string_view text, Plus plus)
{
    const ByteBlock blank = all(plus == Plus::blank ? '+' : '%');
    const auto changes = [blank](ByteBlock bytes) {
        return (bytes == all('%')) | (bytes == blank);
    };
    bool good = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t begin = i;
        i += find_first(changes, text.substr(i));
        out += text.substr(begin, i - begin);
        if (i == text.size())
            break;
        if (text[i] == '+') {
            out += ' ';
            continue;
        }
        const int high = text.size() - i > 2 ? hex_digit(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
        if (low < 0) {
            out += '%';
            good = false;
            continue;
        }
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return good;
}

void append_percent_encoded(std::string& out, char byte)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto number = static_cast<unsigned char>(byte);
    out += '%';
    out += digits[number >> 4];
    out += digits[number & 15];
}

void append_percent_encoded(std::string& out, std::string_view text, std::string_view kept)
{
    for (const char c : text) {
        if (is_alpha(c) || is_digit(c) || kept.find(c) != kept.npos)
            out += c;
        else
            append_percent_encoded(out, c);
    }
}

} // namespace costrel::inline v1::encoding
