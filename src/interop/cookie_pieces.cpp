#include "interop/cookie_pieces.hpp"

namespace costrel::inline v1::interop {

std::string piece_name(std::string_view name, std::size_t index)
{
    return std::string(name) + '.' + std::to_string(index);
}

std::vector<std::string> piece_names(std::string_view name, std::size_t count)
{
    std::vector<std::string> names{std::string(name)};
    for (std::size_t i = 0; i < count; ++i)
        names.push_back(piece_name(name, i));
    return names;
}

std::vector<OutCookie> cut(std::string_view name, std::string_view text, std::size_t size)
{
    std::vector<OutCookie> cookies;
    for (std::size_t at = 0; at < text.size(); at += size)
        cookies.push_back({piece_name(name, cookies.size()), std::string(text.substr(at, size))});
    return cookies;
}

std::optional<std::string> joined_pieces(const CookieField& cookies, std::string_view name,
                                         std::size_t most, CookieField::Reading reading)
{
    std::optional<std::string> text;
    for (std::size_t i = 0; i < most; ++i) {
        const auto values = cookies.all(piece_name(name, i), reading);
        if (values.empty() || values.front().empty())
            break;
        text = text.value_or(std::string{}) + values.front();
    }
    return text;
}

} // namespace costrel::inline v1::interop
