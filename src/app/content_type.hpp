#pragma once

#include <string_view>

namespace costrel {

// Whether a Content-Type names `media_type` (in lower case), whatever its parameters (RFC 9110
// section 8.3.1).
bool has_media_type(std::string_view content_type, std::string_view media_type) noexcept;

} // namespace costrel
