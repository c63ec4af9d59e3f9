#include "encoding/cookie_pairs.hpp"
#include "encoding/cookie_quoting.hpp"
#include "encoding/percent.hpp"
#include "encoding/utf8.hpp"

#include <costrel/session/format.hpp>

#include <cstddef>

namespace costrel::inline v1 {

namespace {

constexpr std::size_t most_values = 4;

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

std::vector<std::string> python_values(std::string_view header, std::string_view name)
{
    std::vector<std::string> values;
    encoding::CookiePairs pairs(header);
    for (auto pair = pairs.next(); pair && values.size() < most_values; pair = pairs.next()) {
        if (pair->name != name)
            continue;
        std::string& value = values.emplace_back();
        if (pair->is_quoted())
            encoding::unescape_cookie_value(value, pair->value.substr(1, pair->value.size() - 2));
        else
            value = pair->value;
    }
    return values;
}

// JavaScript's decodeURIComponent(), with the text as it stands where that would throw.
std::string uri_decoded(std::string_view text)
{
    std::string decoded;
    const bool good = encoding::append_percent_decoded(decoded, text);
    return good && encoding::is_utf8(decoded) ? decoded : std::string(text);
}

std::string form_decoded(std::string_view text)
{
    std::string decoded;
    encoding::append_percent_decoded(decoded, text, encoding::Plus::blank);
    return decoded;
}

std::string decoded(std::string_view value, CookieField::Reading reading)
{
    switch (reading) {
    case CookieField::Reading::uri:
        return uri_decoded(value);
    case CookieField::Reading::form:
        return form_decoded(value);
    case CookieField::Reading::python:
    case CookieField::Reading::raw:
        break;
    }
    return std::string(value);
}

} // namespace

std::vector<std::string> CookieField::all(std::string_view name, Reading reading) const
{
    if (reading == Reading::python)
        return python_values(header_, name);
    std::vector<std::string> values;
    for (std::string_view rest = header_; !rest.empty() && values.size() < most_values;) {
        const std::size_t stop = rest.find(';');
        const std::string_view piece = rest.substr(0, stop);
        rest = stop == rest.npos ? std::string_view{} : rest.substr(stop + 1);
        const std::size_t equals = piece.find('=');
        if (equals != piece.npos && trimmed(piece.substr(0, equals)) == name)
            values.push_back(decoded(trimmed(piece.substr(equals + 1)), reading));
    }
    return values;
}

} // namespace costrel::inline v1
