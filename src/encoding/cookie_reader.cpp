#include "encoding/cookie_pairs.hpp"
#include "encoding/cookie_quoting.hpp"
#include "encoding/utf8.hpp"

#include <costrel/cookie.hpp>

namespace costrel::inline v1 {

namespace {

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
    encoding::CookiePairs pairs(header);
    while (const auto pair = pairs.next()) {
        Cookie& cookie = cookies.emplace_back();
        cookie.name = latin1_to_utf8(pair->name);
        if (pair->is_quoted()) {
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
    encoding::CookiePairs pairs(header);
    while (const auto pair = pairs.next()) {
        if (pair->name != name)
            continue;
        if (!pair->is_quoted())
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

} // namespace costrel::inline v1
