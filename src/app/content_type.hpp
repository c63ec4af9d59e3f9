#pragma once

#include <string_view>

namespace costrel::inline v1 {

// Whether a Content-Type names `media_type` (in lower case), whatever its parameters (RFC 9110
// section 8.3.1).
bool has_media_type(std::string_view content_type, std::string_view media_type) noexcept;

// Whether a Content-Type is JSON: application/json, or any application/…+json (RFC 6839).
bool is_json(std::string_view content_type) noexcept;

} // namespace costrel::inline v1
