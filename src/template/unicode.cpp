#include "template/unicode.hpp"

#include "encoding/ascii.hpp"
#include "template/python_text.hpp"

#include <algorithm>
#include <cstring>
#include <span>

namespace costrel::inline v1::templates {

namespace {

#include "template/unicode_table.inc"

struct CaseTable {
    std::span<const CaseRange> ranges;
    std::span<const LongCase> texts;
};

constexpr CaseTable to_upper{upper_ranges, upper_texts};
constexpr CaseTable to_lower{lower_ranges, lower_texts};
constexpr CaseTable to_title{title_ranges, title_texts};
constexpr CaseTable to_folded{fold_ranges, fold_texts};

void append_changed(std::string& out, char32_t character, const CaseTable& table)
{
    const auto text = std::lower_bound(
        table.texts.begin(), table.texts.end(), character,
        [](const LongCase& row, char32_t searched) { return row.character < searched; });
    if (text != table.texts.end() && text->character == character) {
        for (const char32_t c : text->text)
            encoding::append_utf8(out, c);
        return;
    }
    const auto range = std::lower_bound(
        table.ranges.begin(), table.ranges.end(), character,
        [](const CaseRange& row, char32_t searched) { return row.last < searched; });
    if (range != table.ranges.end() && range->first <= character &&
        (character - range->first) % range->step == 0)
        character = static_cast<char32_t>(static_cast<std::int32_t>(character) + range->delta);
    encoding::append_utf8(out, character);
}

constexpr char32_t sigma = 0x3a3;

// Whether the sigma between the two is the last letter of a word: Unicode's Final_Sigma.
bool is_final_sigma(std::string_view before, std::string_view after)
{
    bool follows_letter = false;
    while (!before.empty()) {
        std::size_t start = before.size() - 1;
        while (start > 0 && (static_cast<unsigned char>(before[start]) & 0xc0) == 0x80)
            --start;
        const char32_t c = first_character(before.substr(start)).value;
        before = before.substr(0, start);
        if (!is_of(c, case_ignorable)) {
            follows_letter = is_of(c, cased);
            break;
        }
    }
    while (follows_letter && !after.empty()) {
        const encoding::CodePoint c = first_character(after);
        after.remove_prefix(c.size);
        if (!is_of(c.value, case_ignorable))
            return !is_of(c.value, cased);
    }
    return follows_letter;
}

// Appends the character of `text` at `offset` in lower case, and gives its size.
std::size_t append_lower(std::string& out, std::string_view text, std::size_t offset)
{
    const encoding::CodePoint c = first_character(text.substr(offset));
    if (c.value == sigma)
        encoding::append_utf8(
            out,
            is_final_sigma(text.substr(0, offset), text.substr(offset + c.size)) ? 0x3c2 : 0x3c3);
    else
        append_changed(out, c.value, to_lower);
    return c.size;
}

std::string changed(std::string_view text, const CaseTable& table)
{
    require_utf8(text);
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const encoding::CodePoint c = first_character(text);
        append_changed(out, c.value, table);
        text.remove_prefix(c.size);
    }
    return out;
}

const CharacterRange& range_of(char32_t character) noexcept
{
    const auto* row = std::upper_bound(
        std::begin(class_ranges), std::end(class_ranges), character,
        [](char32_t searched, const CharacterRange& range) { return searched < range.first; });
    return row[-1]; // the first row begins with 0
}

std::size_t size_of_first(std::string_view text)
{
    return text.empty() ? 0 : first_character(text).size;
}

} // namespace

bool is_of(char32_t character, CharacterClass classes) noexcept
{
    return (range_of(character).classes & classes) != 0;
}

int decimal_value(char32_t character) noexcept
{
    // Unicode has the ten digits of a script in a row, from 0 on.
    const CharacterRange& range = range_of(character);
    return (range.classes & decimal) != 0 ? static_cast<int>((character - range.first) % 10) : -1;
}

std::size_t character_count(std::string_view text) noexcept
{
    if (is_ascii(text))
        return text.size();
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

std::size_t character_offset(std::string_view text, std::size_t index) noexcept
{
    if (index <= text.size() && is_ascii(text.substr(0, index)))
        return index;
    std::size_t at = 0;
    for (; index > 0 && at < text.size(); --index) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80)
            ++at;
    }
    return at;
}

bool is_ascii(std::string_view text) noexcept
{
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    std::uint64_t bits = 0;
    for (; text.size() >= sizeof bits; text.remove_prefix(sizeof bits)) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, text.data(), sizeof eight);
        bits |= eight & high_bits;
    }
    for (const char c : text)
        bits |= static_cast<unsigned char>(c) & 0x80U;
    return bits == 0;
}

std::string upper(std::string_view text)
{
    if (!is_ascii(text))
        return changed(text, to_upper);
    std::string out(text);
    for (char& c : out)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
    return out;
}

std::string lower(std::string_view text)
{
    std::string out;
    if (is_ascii(text)) {
        out = text;
        for (char& c : out)
            c = encoding::to_lower(c);
        return out;
    }
    require_utf8(text);
    for (std::size_t at = 0; at < text.size();)
        at += append_lower(out, text, at);
    return out;
}

std::string casefold(std::string_view text)
{
    return is_ascii(text) ? lower(text) : changed(text, to_folded);
}

std::string capitalize(std::string_view text)
{
    require_utf8(text);
    const std::size_t first = size_of_first(text);
    std::string out = changed(text.substr(0, first), to_title);
    for (std::size_t at = first; at < text.size();)
        at += append_lower(out, text, at);
    return out;
}

std::string title(std::string_view text)
{
    require_utf8(text);
    std::string out;
    bool follows_letter = false;
    for (std::size_t at = 0; at < text.size();) {
        const encoding::CodePoint c = first_character(text.substr(at));
        if (follows_letter)
            append_lower(out, text, at);
        else
            append_changed(out, c.value, to_title);
        follows_letter = is_of(c.value, cased);
        at += c.size;
    }
    return out;
}

std::string swapcase(std::string_view text)
{
    require_utf8(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const encoding::CodePoint c = first_character(text.substr(at));
        if (is_of(c.value, uppercase))
            append_lower(out, text, at);
        else if (is_of(c.value, lowercase))
            append_changed(out, c.value, to_upper);
        else
            encoding::append_utf8(out, c.value);
        at += c.size;
    }
    return out;
}

} // namespace costrel::inline v1::templates
