#include "app/content_type.hpp"

#include "http/grammar.hpp"

namespace costrel::inline v1 {

namespace {

std::string_view media_type_of(std::string_view content_type) noexcept
{
    return http::trim(content_type.substr(0, content_type.find(';')));
}

} // namespace

bool has_media_type(std::string_view content_type, std::string_view media_type) noexcept
{
    return http::equal_ignoring_case(media_type_of(content_type), media_type);
}

bool is_json(std::string_view content_type) noexcept
{
    constexpr std::string_view family = "application/";
    constexpr std::string_view suffix = "+json";
    const std::string_view type = media_type_of(content_type);
    return http::equal_ignoring_case(type, "application/json") ||
           (type.size() > family.size() + suffix.size() &&
            http::equal_ignoring_case(type.substr(0, family.size()), family) &&
            http::equal_ignoring_case(type.substr(type.size() - suffix.size()), suffix));
}

} // namespace costrel::inline v1
