#include "encoding/percent.hpp"

#include "encoding/ascii.hpp"

#include <cstddef>

namespace costrel::inline v1::encoding {

bool append_percent_decoded(std::string& out, std::string_view text, Plus plus)
{
    const auto stays = [plus](char c) { return c != '%' && (c != '+' || plus != Plus::blank); };
    bool good = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::size_t begin = i;
        while (i < text.size() && stays(text[i]))
            ++i;
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

} // namespace costrel::inline v1::encoding
