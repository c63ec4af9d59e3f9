#include "http/representation/ascii_name.hpp"

#include "encoding/utf8.hpp"
#include "http/forms/nfkd_ascii.hpp"

namespace costrel::inline v1::http {

namespace {

constexpr char32_t full_width_first = 0xFF01; // of '!'
constexpr char32_t full_width_last = 0xFF5E;  // of '~'

void append_ascii(std::string& out, char32_t character)
{
    if (character < 0x80) {
        out += static_cast<char>(character);
        return;
    }
    if (character >= full_width_first && character <= full_width_last) {
        out += static_cast<char>(character - full_width_first + '!');
        return;
    }
    for (const char c : nfkd_ascii(character))
        out += c == '!' ? '_' : c;
}

} // namespace

std::string ascii_name(std::string_view name)
{
    std::string ascii;
    while (!name.empty()) {
        const auto character = encoding::decode_utf8(name, encoding::Surrogates::malformed);
        if (character.size > 0)
            append_ascii(ascii, character.value);
        name.remove_prefix(character.size > 0 ? character.size : 1);
    }
    return ascii;
}

} // namespace costrel::inline v1::http
