#include "app/content_type.hpp"

#include "http/grammar.hpp"

namespace costrel {

bool has_media_type(std::string_view content_type, std::string_view media_type) noexcept
{
    return http::equal_ignoring_case(http::trim(content_type.substr(0, content_type.find(';'))),
                                     media_type);
}

} // namespace costrel
