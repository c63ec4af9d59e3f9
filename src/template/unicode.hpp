#pragma once

#include "encoding/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Characters and their classes as Python's str has them.
namespace costrel::inline v1::templates {

enum CharacterClass : std::uint16_t {
    alphabetic = 1,
    decimal = 2,
    digit = 4,
    numeric = 8,
    lowercase = 16,
    uppercase = 32,
    titlecase = 64,
    white = 128,
    printable = 256,
    cased = 512,
    case_ignorable = 1024,
    identifier_start = 2048,
    identifier_part = 4096,
};

// One row of the table: the classes of the characters from `first` up to the next row.
struct CharacterRange {
    std::uint32_t first;
    std::uint16_t classes;
};

// Characters from `first` to `last`, every `step`th, whose other case is `delta` away.
struct CaseRange {
    std::uint32_t first : 30;
    std::uint32_t step : 2;
    std::uint32_t last;
    std::int32_t delta;
};

// One whose other case is several characters.
struct LongCase {
    std::uint32_t character;
    std::u32string_view text;
};

bool is_of(char32_t character, CharacterClass classes) noexcept;
// 0 to 9, or -1 when the character is no decimal digit.
int decimal_value(char32_t character) noexcept;

// The character at the beginning of `text`, which is not empty; a malformed byte is one.
inline encoding::CodePoint first_character(std::string_view text) noexcept
{
    const auto byte = static_cast<unsigned char>(text.front());
    if (byte < 0x80)
        return {byte, 1};
    encoding::CodePoint point = encoding::decode_utf8(text, encoding::Surrogates::taken);
    if (point.size == 0)
        point = {byte, 1};
    return point;
}

// The number of characters, and the place of the one with that number.
std::size_t character_count(std::string_view text) noexcept;
std::size_t character_offset(std::string_view text, std::size_t index) noexcept;
bool is_ascii(std::string_view text) noexcept;

// str.upper(), …
std::string upper(std::string_view text);
std::string lower(std::string_view text);
std::string casefold(std::string_view text);
std::string capitalize(std::string_view text);
std::string title(std::string_view text);
std::string swapcase(std::string_view text);

} // namespace costrel::inline v1::templates
