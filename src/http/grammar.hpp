#pragma once

#include "encoding/ascii.hpp"
#include "encoding/byte_block.hpp"

#include <cstddef>
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
// HTAB (RFC 9110 section 5.5). Bytes from 0x80 on are opaque data.
inline bool has_control(std::string_view text) noexcept
{
    using encoding::all;
    return encoding::has_any(
        [](encoding::ByteBlock bytes) {
            return ((bytes < all(' ')) & (bytes != all('\t'))) | (bytes == all('\x7F'));
        },
        text);
}

} // namespace costrel::inline v1::http
