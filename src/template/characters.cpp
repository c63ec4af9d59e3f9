#include "template/characters.hpp"

#include "template/failure.hpp"
#include "template/occurrences.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace costrel::inline v1::templates {

namespace {

bool is_space(char32_t c)
{
    return is_of(c, white);
}

// The last character of a text that is not empty.
std::string_view last_character(std::string_view text)
{
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80)
        --at;
    return text.substr(at);
}

template <class Drop>
std::string_view stripped_of(std::string_view text, Side side, Drop drop)
{
    while (side != Side::right && !text.empty()) {
        const std::string_view first = text.substr(0, first_character(text).size);
        if (!drop(first))
            break;
        text.remove_prefix(first.size());
    }
    while (side != Side::left && !text.empty()) {
        const std::string_view last = last_character(text);
        if (!drop(last))
            break;
        text.remove_suffix(last.size());
    }
    return text;
}

bool is_line_break(char32_t c)
{
    return (c >= 0x0a && c <= 0x0d) || (c >= 0x1c && c <= 0x1e) || c == 0x85 || c == 0x2028 ||
           c == 0x2029;
}

// Of the smallest number one cannot be taken away.
std::int64_t all_if_negative(std::int64_t limit)
{
    return limit < 0 ? std::numeric_limits<std::int64_t>::max() : limit;
}

std::string fill_text(std::size_t count, std::string_view fill)
{
    if (count > max_text / std::max<std::size_t>(fill.size(), 1))
        fail_limit("a text of more than 16 MB in a template");
    std::string out;
    out.reserve(count * fill.size());
    for (std::size_t i = 0; i < count; ++i)
        out += fill;
    return out;
}

} // namespace

std::string_view stripped(std::string_view text, Side side)
{
    return stripped_of(text, side, [](std::string_view character) {
        return is_space(first_character(character).value);
    });
}

std::string_view stripped(std::string_view text, std::string_view characters, Side side)
{
    std::set<std::string_view> dropped;
    while (!characters.empty()) {
        const std::size_t size = first_character(characters).size;
        dropped.insert(characters.substr(0, size));
        characters.remove_prefix(size);
    }
    return stripped_of(text, side,
                       [&](std::string_view character) { return dropped.contains(character); });
}

std::string replaced(std::string_view text, std::string_view old, std::string_view with,
                     std::int64_t limit)
{
    limit = all_if_negative(limit);
    std::string out;
    if (old.empty()) { // before each character, and at the end
        while (limit != 0) {
            out += with;
            --limit;
            if (text.empty())
                return out;
            const std::size_t size = first_character(text).size;
            out += text.substr(0, size);
            text.remove_prefix(size);
            require_room(out);
        }
        return out += text;
    }
    std::size_t from = 0;
    for (Occurrences places(text, old); limit != 0; --limit) {
        const std::size_t at = places.next();
        if (at == text.npos)
            break;
        (out += text.substr(from, at - from)) += with;
        from = at + old.size();
        require_room(out);
    }
    return out += text.substr(from);
}

std::vector<std::string_view> split(std::string_view text, std::string_view separator,
                                    std::int64_t limit, bool from_right)
{
    if (separator.empty())
        fail_value("empty separator");
    limit = all_if_negative(limit);
    std::vector<std::string_view> parts;
    std::size_t from = 0; // what is left of the text
    std::size_t to = text.size();
    for (Occurrences places(text, separator, from_right); limit != 0; --limit) {
        const std::size_t at = places.next();
        if (at == text.npos)
            break;
        if (parts.size() >= max_items)
            fail_limit("a list of more than 1,000,000 items in a template");
        if (from_right) {
            parts.push_back(text.substr(at + separator.size(), to - at - separator.size()));
            to = at;
        } else {
            parts.push_back(text.substr(from, at - from));
            from = at + separator.size();
        }
    }
    parts.push_back(text.substr(from, to - from));
    if (from_right)
        std::reverse(parts.begin(), parts.end());
    return parts;
}

std::vector<std::string_view> split_words(std::string_view text, std::int64_t limit,
                                          bool from_right)
{
    limit = all_if_negative(limit);
    std::vector<std::string_view> words;
    text = stripped(text, from_right ? Side::right : Side::left);
    while (!text.empty()) {
        if (words.size() >= max_items)
            fail_limit("a list of more than 1,000,000 items in a template");
        if (limit-- == 0) {
            words.push_back(text); // with the white space at its other end
            break;
        }
        std::size_t size = 0;
        if (from_right) {
            std::string_view rest = text;
            while (!rest.empty() && !is_space(first_character(last_character(rest)).value))
                rest.remove_suffix(last_character(rest).size());
            words.push_back(text.substr(rest.size()));
            text = stripped(rest, Side::right);
            continue;
        }
        while (size < text.size()) {
            const encoding::CodePoint c = first_character(text.substr(size));
            if (is_space(c.value))
                break;
            size += c.size;
        }
        words.push_back(text.substr(0, size));
        text = stripped(text.substr(size), Side::left);
    }
    if (from_right)
        std::reverse(words.begin(), words.end());
    return words;
}

std::vector<std::string_view> lines_of(std::string_view text, bool keep_ends)
{
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        std::size_t size = 0;
        std::size_t end = 0; // behind the break
        while (size < text.size()) {
            const encoding::CodePoint c = first_character(text.substr(size));
            if (is_line_break(c.value)) {
                end = size + c.size;
                if (c.value == '\r' && end < text.size() && text[end] == '\n')
                    ++end;
                break;
            }
            size += c.size;
        }
        if (end == 0)
            end = size;
        if (lines.size() >= max_items)
            fail_limit("a list of more than 1,000,000 items in a template");
        lines.push_back(text.substr(0, keep_ends ? end : size));
        text.remove_prefix(end);
    }
    return lines;
}

std::string padded(std::string_view text, std::int64_t width, Side side, std::string_view fill)
{
    const auto size = static_cast<std::int64_t>(character_count(text));
    if (width <= size)
        return std::string(text);
    const std::string filling = fill_text(static_cast<std::size_t>(width - size), fill);
    return side == Side::left ? filling + std::string(text) : std::string(text) + filling;
}

std::string centered(std::string_view text, std::int64_t width, std::string_view fill)
{
    const auto size = static_cast<std::int64_t>(character_count(text));
    if (width <= size)
        return std::string(text);
    const std::int64_t margin = width - size;
    const std::int64_t left = margin / 2 + (margin & width & 1);
    return fill_text(static_cast<std::size_t>(left), fill) + std::string(text) +
           fill_text(static_cast<std::size_t>(margin - left), fill);
}

bool all_of_class(std::string_view text, CharacterClass classes)
{
    while (!text.empty()) {
        const encoding::CodePoint c = first_character(text);
        if (!is_of(c.value, classes))
            return false;
        text.remove_prefix(c.size);
    }
    return true;
}

bool is_in_case(std::string_view text, bool is_upper)
{
    const auto wrong = static_cast<CharacterClass>((is_upper ? lowercase : uppercase) | titlecase);
    bool has_letter = false;
    while (!text.empty()) {
        const encoding::CodePoint c = first_character(text);
        if (is_of(c.value, wrong))
            return false;
        has_letter = has_letter || is_of(c.value, is_upper ? uppercase : lowercase);
        text.remove_prefix(c.size);
    }
    return has_letter;
}

} // namespace costrel::inline v1::templates
