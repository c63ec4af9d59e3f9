#include "app/content_type.hpp"

#include <algorithm>

namespace costrel {

bool has_media_type(std::string_view content_type, std::string_view media_type) noexcept
{
    std::string_view found = content_type.substr(0, content_type.find(';'));
    while (!found.empty() && (found.back() == ' ' || found.back() == '\t'))
        found.remove_suffix(1);
    return std::equal(
        found.begin(), found.end(), media_type.begin(), media_type.end(),
        [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
}

} // namespace costrel
