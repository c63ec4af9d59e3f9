#include "commands.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

namespace costrel::inline v1::command {

namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r\n\"'";
    const std::size_t begin = text.find_first_not_of(blank);
    if (begin == text.npos)
        return {};
    return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

// Behind the name of a field, if that is one of these.
std::string_view without_field_name(std::string_view text)
{
    for (const std::string_view field : {"set-cookie:", "cookie:"}) {
        const bool is_there =
            text.size() >= field.size() &&
            std::equal(field.begin(), field.end(), text.begin(), [](char a, char b) {
                return a == std::tolower(static_cast<unsigned char>(b));
            });
        if (is_there)
            return trimmed(text.substr(field.size()));
    }
    return text;
}

} // namespace

std::string pasted_value(std::string_view pasted, std::string_view name)
{
    const std::string_view text = without_field_name(trimmed(pasted));
    const std::string_view begin = text.substr(0, text.find(';'));
    if (begin.find('=') == begin.npos) // a value, maybe with attributes
        return std::string(trimmed(begin));
    std::optional<std::string_view> first;
    std::optional<std::string_view> prefixed;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view pair = trimmed(rest.substr(0, rest.find(';')));
        rest.remove_prefix(std::min(rest.find(';'), rest.size() - 1) + 1);
        const std::size_t equals = pair.find('=');
        if (equals == pair.npos)
            continue; // an attribute, such as Secure
        const std::string_view key = trimmed(pair.substr(0, equals));
        const std::string_view value = trimmed(pair.substr(equals + 1));
        if (key == name)
            return std::string(value);
        if (!prefixed &&
            (key == "__Host-" + std::string(name) || key == "__Secure-" + std::string(name)))
            prefixed = value;
        if (!first)
            first = value;
    }
    return std::string(prefixed ? *prefixed : first.value_or(std::string_view()));
}

} // namespace costrel::inline v1::command
