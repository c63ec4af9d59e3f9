#include "encoding/cookie_pairs.hpp"

#include "encoding/byte_block.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace costrel::inline v1::encoding {

namespace {

constexpr bool is_blank(char c) noexcept
{
    return c == ' ' || c == '\t';
}

std::size_t skip_blanks(std::string_view text, std::size_t at) noexcept
{
    while (at < text.size() && is_blank(text[at]))
        ++at;
    return at;
}

constexpr std::array<bool, 256> ends_name = [] {
    std::array<bool, 256> ends{};
    for (const char c : {' ', '\t', '=', '"', ';'})
        ends[static_cast<unsigned char>(c)] = true;
    return ends;
}();

std::size_t end_of_name(std::string_view text, std::size_t at) noexcept
{
    while (at < text.size() && !ends_name[static_cast<unsigned char>(text[at])])
        ++at;
    return at;
}

// A byte that may end a value before its semicolon; a session's cookie has none.
struct IsBlankOrQuoteOrBelow {
    auto operator()(ByteBlock bytes) const noexcept { return bytes <= all('"'); }
};

// Behind the closing quote of what begins with one, or where it begins when there is none.
//
// A field stays linear however many quotes are left open: the search ends at the next quote that no
// backslash hides, and the quote that begins a value follows '=' or a blank, so an earlier search
// that came by ended there.
std::size_t end_of_quoted(std::string_view text, std::size_t begin) noexcept
{
    for (std::size_t at = begin + 1; at < text.size(); ++at) {
        if (text[at] == '"')
            return at + 1;
        if (text[at] == '\\' && (++at == text.size() || text[at] == '\n'))
            break;
    }
    return begin;
}

std::size_t end_of_value(std::string_view text, std::size_t begin) noexcept
{
    if (begin < text.size() && text[begin] == '"')
        return end_of_quoted(text, begin);
    std::string_view value = text.substr(begin, text.substr(begin).find(';'));
    if (!has_any(IsBlankOrQuoteOrBelow(), value))
        return begin + value.size();
    for (const char end : {' ', '\t', '"'})
        value = value.substr(0, value.find(end));
    return begin + value.size();
}

} // namespace

std::optional<CookiePair> CookiePairs::next() noexcept
{
    while (!rest_.empty()) {
        const std::string_view text = rest_;
        const std::size_t name_begin = skip_blanks(text, 0);
        const std::size_t name_end = end_of_name(text, name_begin);
        std::size_t at = skip_blanks(text, name_end);
        CookiePair pair{text.substr(name_begin, name_end - name_begin), {}};
        if (at < text.size() && text[at] == '=') {
            const std::size_t value_begin = skip_blanks(text, at + 1);
            const std::size_t value_end = end_of_value(text, value_begin);
            pair.value = text.substr(value_begin, value_end - value_begin);
            at = skip_blanks(text, value_end);
        }
        const bool whole = at == text.size() || text[at] == ';';
        if (!whole || pair.name.empty()) {
            const std::size_t stop = text.find(';');
            rest_ = stop == text.npos ? std::string_view{} : text.substr(stop + 1);
            continue;
        }
        rest_ = text.substr(std::min(at + 1, text.size()));
        return pair;
    }
    return std::nullopt;
}

} // namespace costrel::inline v1::encoding
