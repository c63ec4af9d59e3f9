#pragma once

#include "template/unicode.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace costrel::inline v1::templates {

struct Wrapping {
    std::int64_t width = 79; // characters in a line
    bool breaks_long_words = true;
    std::string_view separator = "\n";
    bool breaks_at_hyphens = true;
    bool escapes = false;      // each line, for HTML
    bool cuts_nowhere = false; // to break a long word is an error
};

// Each line of the text as Python's textwrap.wrap() breaks it.
std::string wordwrap(std::string_view text, const Wrapping& wrapping);

// What \w of Python's regular expressions takes.
inline bool is_word_character(char32_t c) noexcept
{
    constexpr auto letters_and_digits =
        static_cast<CharacterClass>(alphabetic | decimal | digit | numeric);
    return c == '_' || is_of(c, letters_and_digits);
}

} // namespace costrel::inline v1::templates
