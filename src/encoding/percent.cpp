#include "encoding/percent.hpp"

#include "encoding/ascii.hpp"

#include <cstddef>

namespace costrel::inline v1::encoding {

bool append_percent_decoded(std::string& out, std::string_view text, Plus plus)
{
    bool good = true;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += plus == Plus::blank && text[i] == '+' ? ' ' : text[i];
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
