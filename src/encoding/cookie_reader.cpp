#include "encoding/cookie_quoting.hpp"
#include "encoding/utf8.hpp"

#include <costrel/cookie.hpp>

#include <algorithm>
#include <utility>

namespace costrel {

namespace {

// What may stand around a quoted value.
constexpr bool is_ascii_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// What Python's str.strip() takes off Latin-1 text.
constexpr bool is_latin1_space(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte <= ' ' ? is_ascii_space(c) || byte >= 0x1c : byte == 0x85 || byte == 0xa0;
}

std::string_view stripped(std::string_view text)
{
    while (!text.empty() && is_latin1_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_latin1_space(text.back()))
        text.remove_suffix(1);
    return text;
}

// Where the name of a pair ends. For so few characters find_first_of() is slow.
std::size_t end_of_name(std::string_view text)
{
    std::size_t end = 0;
    while (end < text.size() && text[end] != '=' && text[end] != ';')
        ++end;
    return end;
}

struct Pair {
    std::string_view name;
    std::string_view value; // with its quotes
};

// The pairs of a Cookie field, one after the other.
class Pairs {
public:
    explicit Pairs(std::string_view header) : rest_(header) {}

    std::optional<Pair> next()
    {
        while (!rest_.empty()) {
            const std::size_t stop = end_of_name(rest_);
            const std::string_view name = stripped(rest_.substr(0, stop));
            const bool has_value = stop < rest_.size() && rest_[stop] == '=';
            rest_.remove_prefix(std::min(stop + 1, rest_.size()));
            const std::string_view value = has_value ? stripped(take_value()) : std::string_view{};
            if (!name.empty())
                return Pair{name, value};
        }
        return std::nullopt;
    }

private:
    std::string_view take_value()
    {
        while (!rest_.empty() && is_ascii_space(rest_.front()))
            rest_.remove_prefix(1);
        const std::size_t end = rest_.starts_with('"') ? end_of_quoted() : rest_.find(';');
        const std::string_view value = rest_.substr(0, end);
        rest_.remove_prefix(std::min(value.size() + 1, rest_.size()));
        return value;
    }

    // Where the ';' after a quoted value is, which itself may hold some. When nothing but white
    // space may lie between and something does, the first ';' ends the value.
    //
    // This is linear over a whole field, hostile ones included: the search ends at the next quote
    // that no backslash hides, and the next value that begins with a quote, whose quote follows '='
    // or white space and so is not hidden, does not lie before that one.
    std::size_t end_of_quoted() const
    {
        std::size_t quote = 1;
        while (quote < rest_.size() && rest_[quote] != '"')
            quote += rest_[quote] == '\\' ? 2 : 1;
        if (quote < rest_.size()) {
            std::size_t after = quote + 1;
            while (after < rest_.size() && is_ascii_space(rest_[after]))
                ++after;
            if (after == rest_.size() || rest_[after] == ';')
                return after;
        }
        return rest_.find(';');
    }

    std::string_view rest_;
};

bool is_quoted(std::string_view value)
{
    return value.size() >= 2 && value.front() == '"' && value.back() == '"';
}

std::string latin1_to_utf8(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text)
        encoding::append_utf8(out, static_cast<unsigned char>(c));
    return out;
}

} // namespace

std::vector<Cookie> parse_cookie(std::string_view header)
{
    std::vector<Cookie> cookies;
    Pairs pairs(header);
    while (const auto pair = pairs.next()) {
        Cookie& cookie = cookies.emplace_back();
        cookie.name = latin1_to_utf8(pair->name);
        if (is_quoted(pair->value)) {
            const auto inner = latin1_to_utf8(pair->value.substr(1, pair->value.size() - 2));
            std::string bytes;
            encoding::unescape_cookie_value(bytes, inner);
            encoding::append_utf8_with_replacement(cookie.value, bytes);
        } else {
            cookie.value = latin1_to_utf8(pair->value);
        }
    }
    return cookies;
}

std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name,
                                            std::string& buffer)
{
    Pairs pairs(header);
    while (const auto pair = pairs.next()) {
        if (pair->name != name)
            continue;
        if (!is_quoted(pair->value))
            return pair->value;
        const std::string_view inner = pair->value.substr(1, pair->value.size() - 2);
        if (inner.find('\\') == inner.npos)
            return inner;
        buffer.clear();
        encoding::unescape_cookie_value(buffer, inner);
        return buffer;
    }
    return std::nullopt;
}

} // namespace costrel
