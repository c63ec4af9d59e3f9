#include "http/forms/parameters.hpp"

#include "http/forms/charset.hpp"
#include "http/grammar.hpp"
#include "http/percent.hpp"

#include <algorithm>

namespace costrel::inline v1::http {

namespace {

std::string_view take_token(std::string_view& text) noexcept
{
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_tchar);
    const std::string_view token = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(token.size());
    return token;
}

// A quoted string with its quotes, taken from `text`; nothing when it has no end.
std::optional<std::string_view> take_quoted(std::string_view& text) noexcept
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
    return std::nullopt;
}

// A quoted string without its quotes and backslashes (RFC 9110 section 5.6.4); another text as it
// is.
std::string unquote(std::string_view text)
{
    if (!text.starts_with('"'))
        return std::string(text);
    std::string inner;
    for (text = text.substr(1, text.size() - 2); !text.empty(); text.remove_prefix(1)) {
        if (text.front() == '\\' && text.size() > 1)
            text.remove_prefix(1);
        inner += text.front();
    }
    return inner;
}

// In forms %22 is a quote (HTML, section 4.10.21.8). Werkzeug reads it in every field.
std::string replace_percent_quotes(std::string_view text)
{
    constexpr std::string_view code = "%22";
    std::string replaced;
    for (;;) {
        const std::size_t found = text.find(code);
        replaced += text.substr(0, found);
        if (found == text.npos)
            return replaced;
        replaced += '"';
        text.remove_prefix(found + code.size());
    }
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

// A parameter's name, as sent: "filename", "filename*", "filename*0" or "filename*0*" (RFC 2231).
struct Key {
    std::string_view name;
    bool continues = false; // a piece of the value
    bool is_encoded = false;

    explicit Key(std::string_view text) noexcept : name(text)
    {
        if (name.ends_with('*')) {
            is_encoded = true;
            name.remove_suffix(1);
        }
        const std::size_t star = name.rfind('*');
        if (star != name.npos && star + 1 < name.size() &&
            std::all_of(name.begin() + star + 1, name.end(), is_digit)) {
            continues = true;
            name = name.substr(0, star);
        }
    }
};

// The parameter of one name, put together from what is sent under it. Of a whole value and pieces
// the last to come counts.
class Assembly {
public:
    void add(const Key& key, std::string_view value)
    {
        if (key.continues != in_pieces_ || !key.continues) {
            text_.emplace();
            charset_ = {};
        }
        in_pieces_ = key.continues;
        *text_ += key.is_encoded ? decode(value) : replace_percent_quotes(unquote(value));
    }

    std::optional<std::string> take() && { return std::move(text_); }

private:
    // RFC 2231 names the charset once, in the first piece. One that is not known leaves the value
    // as it was sent.
    std::string decode(std::string_view value)
    {
        if (const auto named = take_charset(value); named && !named->empty())
            charset_ = *named;
        const auto charset = find_charset(charset_);
        return charset ? decode_percent(value, *charset) : std::string(value);
    }

    std::optional<std::string> text_;
    bool in_pieces_ = false;
    std::string_view charset_; // of the pieces so far
};

} // namespace

std::optional<std::string> find_parameter(std::string_view field, std::string_view name)
{
    const std::size_t semicolon = field.find(';');
    if (semicolon == field.npos || trim(field.substr(0, semicolon)).empty())
        return std::nullopt;
    std::string_view rest = trim(field.substr(semicolon + 1));
    Assembly found;
    for (;;) {
        const std::string_view key = take_token(rest);
        if (!key.empty() && rest.starts_with('=')) {
            rest.remove_prefix(1);
            const auto value = rest.starts_with('"') ? take_quoted(rest) : take_token(rest);
            if (!value) // a quote without an end: nothing behind it can be told apart
                break;
            if (const Key parsed(key); !value->empty() && equal_ignoring_case(parsed.name, name))
                found.add(parsed, *value);
        }
        const std::size_t next = rest.find(';');
        if (next == rest.npos)
            break;
        rest = trim(rest.substr(next + 1));
    }
    return std::move(found).take();
}

} // namespace costrel::inline v1::http
