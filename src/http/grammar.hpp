#pragma once

#include "encoding/ascii.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

// The small rules that the larger ones of RFC 9110 and 9112 are made of.
namespace costrel::inline v1::http {

using encoding::equal_ignoring_case;
using encoding::hex_digit;
using encoding::is_alpha;
using encoding::is_digit;
using encoding::is_tchar;
using encoding::is_token;
using encoding::to_lower;

constexpr bool is_space_or_tab(char c) noexcept
{
    return c == ' ' || c == '\t';
}

// The text without OWS (RFC 9110 section 5.6.3) at its ends.
constexpr std::string_view trim(std::string_view text) noexcept
{
    while (!text.empty() && is_space_or_tab(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space_or_tab(text.back()))
        text.remove_suffix(1);
    return text;
}

// Calls `visit` with each element of a comma-separated list (RFC 9110 section 5.6.1), white space
// cut off; empty elements are left out, as the RFC asks of a recipient.
template <class Visit>
constexpr void for_each_element(std::string_view list, Visit visit)
{
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view element = trim(list.substr(0, comma));
        if (!element.empty())
            visit(element);
        if (comma == std::string_view::npos)
            return;
        list.remove_prefix(comma + 1);
    }
}

// Whether a byte stands in the text that no field value may have: a control character other than
// HTAB (RFC 9110 section 5.5). Bytes from 0x80 on are opaque data. Eight bytes are looked at at a
// time, because this is the longest loop that a request goes through; only where one of them is
// suspect (an HTAB is) is each byte looked at.
inline bool has_control(std::string_view text) noexcept
{
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t highs = 0x8080808080808080U;
    const auto suspicion = [](std::uint64_t word) { // in the highest bit of each byte
        const std::uint64_t low = word & ~highs;    // no sum below carries into the next byte
        const std::uint64_t is_del = low + ones;
        const std::uint64_t is_no_control = low + ones * 0x60; // from the space on
        return (is_del | ~is_no_control) & ~word;
    };
    const auto is_control = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\t') || byte == 0x7F;
    };

    const auto word_at = [&](std::size_t position) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + position, 8);
        return word;
    };
    if (text.size() >= 8) {
        std::uint64_t found = suspicion(word_at(text.size() - 8)); // overlaps the last of the loop
        for (std::size_t position = 0; position + 8 <= text.size(); position += 8)
            found |= suspicion(word_at(position));
        if ((found & highs) == 0)
            return false;
    }
    for (char c : text) {
        if (is_control(c))
            return true;
    }
    return false;
}

} // namespace costrel::inline v1::http
