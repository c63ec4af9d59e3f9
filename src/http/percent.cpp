#include "http/percent.hpp"

#include "encoding/percent.hpp"
#include "encoding/utf8.hpp"
#include "http/grammar.hpp"

#include <array>
#include <cstddef>

namespace costrel::inline v1::http {

namespace {

// Appends `text` to `out` with `repair` called for every run of bytes that is not UTF-8.
template <class Repair>
void append_repaired(std::string& out, std::string_view text, Repair repair)
{
    while (!text.empty()) {
        const encoding::Utf8Piece piece = encoding::first_utf8_piece(text);
        if (piece.valid)
            out += text.substr(0, piece.size);
        else
            repair(text.substr(0, piece.size));
        text.remove_prefix(piece.size);
    }
}

using CharacterSet = std::array<bool, 256>;

// RFC 3986's unreserved characters, which no part of a URL encodes, and `others`.
constexpr CharacterSet unreserved_and(std::string_view others)
{
    CharacterSet set{};
    for (std::size_t c = 0; c < 128; ++c)
        set[c] = is_alpha(static_cast<char>(c)) || is_digit(static_cast<char>(c));
    for (char c : std::string_view("-._~"))
        set[static_cast<unsigned char>(c)] = true;
    for (char c : others)
        set[static_cast<unsigned char>(c)] = true;
    return set;
}

void append_encoded(std::string& out, std::string_view text, const CharacterSet& kept)
{
    while (!text.empty()) { // most texts are kept as a whole
        std::size_t size = 0;
        while (size < text.size() && kept[static_cast<unsigned char>(text[size])])
            ++size;
        out += text.substr(0, size);
        if (size == text.size())
            return;
        encoding::append_percent_encoded(out, text[size]);
        text.remove_prefix(size + 1);
    }
}

// Where the authority of `url` lies: after "//" at its start or behind a scheme.
std::string_view authority_of(std::string_view url)
{
    std::size_t start = 0;
    while (start < url.size() && (is_alpha(url[start]) || is_digit(url[start]) ||
                                  url[start] == '+' || url[start] == '-' || url[start] == '.'))
        ++start;
    if (start != 0 && start < url.size() && url[start] == ':')
        ++start;
    else
        start = 0;
    if (url.substr(start, 2) != "//")
        return {};
    const std::string_view rest = url.substr(start + 2);
    return rest.substr(0, rest.find_first_of("/?#\\"));
}

} // namespace

bool decode_path(std::string_view path, std::string& decoded)
{
    decoded.clear();
    if (path.find('%') == std::string_view::npos)
        decoded = path;
    else
        encoding::append_percent_decoded(decoded, path);
    if (decoded.find('\0') != std::string::npos)
        return false;
    if (!encoding::is_utf8(decoded)) {
        std::string repaired;
        append_repaired(repaired, decoded, [&](std::string_view) { repaired += "\uFFFD"; });
        decoded = std::move(repaired);
    }
    return true;
}

std::string decode_percent_signs(std::string_view text)
{
    std::string decoded;
    encoding::append_percent_decoded(decoded, text);
    return decoded;
}

std::string decode_form_text(std::string_view text)
{
    std::string decoded;
    encoding::append_percent_decoded(decoded, text, encoding::Plus::blank);
    if (encoding::is_utf8(decoded))
        return decoded;
    std::string repaired;
    append_repaired(repaired, decoded, [&](std::string_view bytes) {
        for (char c : bytes)
            encoding::append_percent_encoded(repaired, c);
    });
    return repaired;
}

void append_path(std::string& out, std::string_view text)
{
    static constexpr CharacterSet kept = unreserved_and("!$&'()*+,/:;=@");
    append_encoded(out, text, kept);
}

void append_query(std::string& out, std::string_view text)
{
    static constexpr CharacterSet kept = unreserved_and("!$'()*,/:;?@");
    for (char c : text) {
        if (kept[static_cast<unsigned char>(c)])
            out += c;
        else if (c == ' ')
            out += '+';
        else
            encoding::append_percent_encoded(out, c);
    }
}

void append_fragment(std::string& out, std::string_view text)
{
    static constexpr CharacterSet kept = unreserved_and("%!#$&'()*+,/:;=?@");
    append_encoded(out, text, kept);
}

void append_location(std::string& out, std::string_view location)
{
    static constexpr CharacterSet kept = unreserved_and("%!#$&'()*+,/:;=?@");
    const std::string_view authority = authority_of(location);
    for (const char& c : location) {
        const bool in_authority = !authority.empty() && &c >= authority.data() &&
                                  &c < authority.data() + authority.size();
        if (c == '\t')
            continue;
        if (kept[static_cast<unsigned char>(c)] || (in_authority && (c == '[' || c == ']')))
            out += c;
        else
            encoding::append_percent_encoded(out, c);
    }
}

} // namespace costrel::inline v1::http
