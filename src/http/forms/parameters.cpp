#include "http/forms/parameters.hpp"

#include "encoding/white_space.hpp"
#include "http/forms/charset.hpp"
#include "http/grammar.hpp"
#include "http/percent.hpp"

#include <algorithm>

namespace costrel::http {

namespace {

using encoding::strip_leading_white_space;
using encoding::strip_white_space;

std::string_view take_token(std::string_view& text) noexcept
{
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_tchar);
    const std::string_view token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(token.size());
    return token;
}

// A quoted string with its quotes, taken from `text`; empty when it has no end.
std::string_view take_quoted(std::string_view& text) noexcept
{
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            const std::string_view quoted = text.substr(0, i + 1);
            text.remove_prefix(i + 1);
            return quoted;
        }
        if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '\\' || text[i + 1] == '"'))
            ++i;
    }
    return {};
}

struct Parameter {
    std::string_view key;   // as sent: "filename*0*"
    std::string_view value; // as sent, with its quotes
};

// The parameter that `text` begins with, taken from it, if it is well formed.
std::optional<Parameter> take_parameter(std::string_view& text) noexcept
{
    std::string_view rest = text;
    Parameter parameter{take_token(rest), {}};
    if (parameter.key.empty() || !rest.starts_with('='))
        return std::nullopt;
    rest.remove_prefix(1);
    parameter.value = rest.starts_with('"') ? take_quoted(rest) : take_token(rest);
    text = rest;
    return parameter.value.empty() ? std::nullopt : std::optional(parameter);
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to)
{
    std::string replaced;
    for (;;) {
        const std::size_t found = text.find(from);
        replaced += text.substr(0, found);
        if (found == text.npos)
            return replaced;
        replaced += to;
        text.remove_prefix(found + from.size());
    }
}

// A backslash quotes in HTTP (RFC 9110 section 5.6.4), %22 in forms (HTML, section 4.10.21.8).
std::string unquote(std::string_view text)
{
    if (!text.starts_with('"') || !text.ends_with('"'))
        return std::string(text);
    const std::string_view inner = text.substr(1, std::max<std::size_t>(2, text.size()) - 2);
    if (inner.find_first_of("\\%") == inner.npos)
        return std::string(inner);
    return replace_all(replace_all(replace_all(inner, "\\\\", "\\"), "\\\"", "\""), "%22", "\"");
}

// Takes "charset'language'" off, and gives the charset, which can be empty. The three are tokens,
// and the value is not empty.
std::optional<std::string_view> take_charset(std::string_view& value) noexcept
{
    const std::size_t first = value.find('\'');
    if (first == value.npos)
        return std::nullopt;
    const std::size_t second = value.find('\'', first + 1);
    if (value.starts_with('"') || second == value.npos || second + 1 == value.size())
        return std::nullopt;
    const std::string_view charset = value.substr(0, first);
    value.remove_prefix(second + 1);
    return charset;
}

// Reads the percent signs of a value; what is not ASCII stands for itself, and ends a sequence.
std::string decode_percent(std::string_view value, Charset charset)
{
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    std::string text;
    while (!value.empty()) {
        const auto* const end = std::find_if_not(value.begin(), value.end(), is_ascii);
        const auto size = static_cast<std::size_t>(end - value.begin());
        text += decode(decode_percent_signs(value.substr(0, size)), charset);
        value.remove_prefix(size);
        const auto* const next = std::find_if(value.begin(), value.end(), is_ascii);
        text.append(value.begin(), next);
        value.remove_prefix(static_cast<std::size_t>(next - value.begin()));
    }
    return text;
}

// What a charset means for the parameters after it: RFC 2231 names it once, in the first piece, and
// Werkzeug does not ask whose pieces follow.
class Encoding {
public:
    std::string read(std::string_view value)
    {
        if (const auto name = take_charset(value))
            set(*name);
        if (state_ == State::none && continued_)
            use(*continued_);
        if (state_ != State::known)
            return std::string(value);
        continued_ = charset_;
        return decode_percent(value, charset_);
    }

private:
    enum class State { none, unknown, known };

    void set(std::string_view name)
    {
        const auto charset = find_charset(name);
        state_ = name.empty() ? State::none : charset ? State::known : State::unknown;
        charset_ = charset.value_or(charset_);
    }
    void use(Charset charset)
    {
        state_ = State::known;
        charset_ = charset;
    }

    State state_ = State::none;
    Charset charset_ = Charset::utf_8;
    std::optional<Charset> continued_;
};

// Takes "*" and digits off the end of a key; whether they were there.
bool take_continuation(std::string_view& key) noexcept
{
    const std::size_t star = key.rfind('*');
    if (star == key.npos || star + 1 == key.size() ||
        !std::all_of(key.begin() + star + 1, key.end(), is_digit))
        return false;
    key = key.substr(0, star);
    return true;
}

} // namespace

std::optional<std::string> find_parameter(std::string_view field, std::string_view name)
{
    const std::size_t semicolon = field.find(';');
    if (semicolon == field.npos || strip_white_space(field.substr(0, semicolon)).empty())
        return std::nullopt;
    std::string_view rest = strip_white_space(field.substr(semicolon + 1));
    std::optional<std::string> found;
    Encoding encoding;
    for (;;) {
        if (auto parameter = take_parameter(rest)) {
            const bool is_extended = parameter->key.ends_with('*');
            if (is_extended)
                parameter->key.remove_suffix(1);
            const std::string value =
                is_extended ? encoding.read(parameter->value) : std::string(parameter->value);
            const bool continues = take_continuation(parameter->key);
            if (equal_ignoring_case(parameter->key, name))
                found = (continues && found ? *std::move(found) : std::string()) + unquote(value);
        }
        const std::size_t next = rest.find(';');
        if (next == rest.npos)
            return found;
        rest = strip_leading_white_space(rest.substr(next + 1));
    }
}

} // namespace costrel::http
