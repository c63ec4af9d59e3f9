#include "http/ascii_name.hpp"

#include "encoding/utf8.hpp"

#include <array>

namespace costrel::http {

namespace {

// For each character of a block its letter, '?' when it has none in ASCII, and '+' when it has
// several.
struct Block {
    char32_t first;
    std::string_view letters;
};

constexpr Block latin{
    0xa0, " ?\??\??\?? ?a?\??\? ?\?23 ?\?? 1o?+++?AAAAAA?CEEEEIIII?NOOOOO?\?UUUUY?\?"
          "aaaaaa?ceeeeiiii?nooooo?\?uuuuy?yAaAaAaCcCcCcCcDd?\?EeEeEeEeEeGgGg"
          "GgGgHh?\?IiIiIiIiI?++JjKk?LlLlLlLl?\?NnNnNnn?\?OoOoOo?\?RrRrRrSsSsSs"
          "SsTtTt?\?UuUuUuUuUuUuWwYyYZzZzZzs?\??\??\??\??\??\??\??\??\??\??\??\??\??\??\??\?"
          "Oo?\??\??\??\??\??\??Uu?\??\??\??\??\??\??\??\??\??+++++++++AaIiOoUuUuUuUuUu?Aa"
          "Aa?\??\?GgKkOoOo?\?j+++Gg?\?NnAa?\??\?AaAaEeEeIiIiOoOoRrRrUuUuSsTt?\?Hh"
          "?\??\??\?AaEeOoOoOoOoYy?\??\??\??\??\??\??\??\??\??\??\??\??\??\?"};
constexpr Block latin_additional{
    0x1e00, "AaBbBbBbCcDdDdDdDdDdEeEeEeEeEeFfGgHhHhHhHhHhIiIiKkKkKkLlLlLlLlMm"
            "MmMmNnNnNnNnOoOoOoOoPpPpRrRrRrRrSsSsSsSsSsTtTtTtTtUuUuUuUuUuVvVv"
            "WwWwWwWwWwXxXxYyZzZzZzhtwyas?\??\?AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEe"
            "EeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOoUuUuUuUuUuUuUuYyYyYyYy?\??\??\?"};

struct Several {
    char32_t character;
    std::string_view letters;
};
constexpr auto several = std::to_array<Several>({{0xbc, "14"},
                                                 {0xbd, "12"},
                                                 {0xbe, "34"},
                                                 {0x132, "IJ"},
                                                 {0x133, "ij"},
                                                 {0x1c4, "DZ"},
                                                 {0x1c5, "Dz"},
                                                 {0x1c6, "dz"},
                                                 {0x1c7, "LJ"},
                                                 {0x1c8, "Lj"},
                                                 {0x1c9, "lj"},
                                                 {0x1ca, "NJ"},
                                                 {0x1cb, "Nj"},
                                                 {0x1cc, "nj"},
                                                 {0x1f1, "DZ"},
                                                 {0x1f2, "Dz"},
                                                 {0x1f3, "dz"}});

constexpr char32_t full_width_first = 0xff01; // '!'
constexpr char32_t full_width_last = 0xff5e;  // '~'

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
    const Block& block = character < latin_additional.first ? latin : latin_additional;
    if (character < block.first || character - block.first >= block.letters.size())
        return;
    const char letter = block.letters[character - block.first];
    if (letter == '?')
        return;
    if (letter != '+') {
        out += letter;
        return;
    }
    for (const Several& entry : several) {
        if (entry.character == character)
            out += entry.letters;
    }
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

} // namespace costrel::http
