#include "template/html_text.hpp"

#include "encoding/ascii.hpp"
#include "encoding/utf8.hpp"
#include "template/characters.hpp"

#include <algorithm>

namespace costrel::inline v1::templates {

namespace {

struct Entity {
    std::string_view name;
    std::string_view text;
};

#include "template/html_entities.inc"

constexpr std::size_t longest_name = 32;

const Entity* find_entity(std::string_view name)
{
    const auto* found = std::lower_bound(
        std::begin(entities), std::end(entities), name,
        [](const Entity& entity, std::string_view searched) { return entity.name < searched; });
    return found != std::end(entities) && found->name == name ? found : nullptr;
}

// Characters that HTML does not have, which vanish.
bool is_invalid(char32_t code)
{
    return (code >= 0x01 && code <= 0x08) || code == 0x0b || (code >= 0x0e && code <= 0x1f) ||
           (code >= 0x7f && code <= 0x9f) || (code >= 0xfdd0 && code <= 0xfdef) ||
           (code & 0xfffe) == 0xfffe;
}

void append_code(std::string& out, char32_t code)
{
    if (code == 0)
        encoding::append_utf8(out, 0xfffd);
    else if (code == 0x0d)
        out += '\r';
    else if (code >= 0x80 && code < 0xa0)
        encoding::append_utf8(out, replaced_codes[code - 0x80]);
    else if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff)
        encoding::append_utf8(out, 0xfffd);
    else if (!is_invalid(code))
        encoding::append_utf8(out, code);
}

// Appends what the reference at the beginning of `text`, behind its "&#", stands for. Gives its
// size, or 0 when it is none.
std::size_t append_number(std::string& out, std::string_view text)
{
    const bool is_hex = text.starts_with('x') || text.starts_with('X');
    std::size_t at = is_hex ? 1 : 0;
    const std::size_t first = at;
    char32_t code = 0;
    for (; at < text.size(); ++at) {
        const int digit = is_hex                         ? encoding::hex_digit(text[at])
                          : encoding::is_digit(text[at]) ? text[at] - '0'
                                                         : -1;
        if (digit < 0)
            break;
        if (code <= 0x10ffff)
            code = code * (is_hex ? 16 : 10) + static_cast<char32_t>(digit);
    }
    if (at == first)
        return 0;
    append_code(out, code);
    return at < text.size() && text[at] == ';' ? at + 1 : at;
}

// The same behind "&".
std::size_t append_name(std::string& out, std::string_view text)
{
    std::size_t size = 0;
    for (std::size_t count = 0; size < text.size() && count < longest_name; ++count) {
        const char c = text[size];
        if (std::string_view("\t\n\f <&#;").find(c) != std::string_view::npos)
            break;
        size += first_character(text.substr(size)).size;
    }
    if (size == 0)
        return 0;
    const bool has_end = size < text.size() && text[size] == ';';
    if (has_end)
        ++size;
    const std::string_view name = text.substr(0, size);
    for (std::size_t length = size; length > 1; --length) {
        if (const Entity* entity = find_entity(name.substr(0, length))) {
            (out += entity->text) += name.substr(length);
            return size;
        }
    }
    (out += '&') += name;
    return size;
}

} // namespace

std::string unescape_html(std::string_view text)
{
    std::string out;
    for (std::size_t at = text.find('&'); at != text.npos; at = text.find('&')) {
        out += text.substr(0, at);
        text.remove_prefix(at + 1);
        std::size_t size = 0;
        if (text.starts_with('#')) {
            size = append_number(out, text.substr(1));
            size += size > 0 ? 1 : 0;
        } else {
            size = append_name(out, text);
        }
        if (size == 0)
            out += '&';
        text.remove_prefix(size);
    }
    return out += text;
}

std::string striptags(std::string_view text)
{
    std::string without;
    for (std::size_t start = text.find('<'); start != text.npos; start = text.find('<')) {
        const bool is_comment = text.substr(start).starts_with("<!--");
        const std::size_t end = is_comment ? text.find("-->", start + 4) : text.find('>', start);
        if (end == text.npos)
            break; // not closed
        without += text.substr(0, start);
        text.remove_prefix(end + (is_comment ? 3 : 1));
    }
    without += text;
    std::string out;
    for (const std::string_view word : split_words(without, -1, false)) {
        if (!out.empty())
            out += ' ';
        out += word;
    }
    return unescape_html(out);
}

} // namespace costrel::inline v1::templates
