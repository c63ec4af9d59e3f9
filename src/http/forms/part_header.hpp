#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::http {

// The header of a part of a multipart body, as MultipartReader gives it. Lines end with CRLF, LF or
// CR; one that begins with a space or a tab continues the one before it.

// The value of the first field of that name (case does not matter), without the spaces and tabs
// around it.
std::optional<std::string> find_part_field(std::string_view head, std::string_view name);

// How many lines it has, at least the number of its fields.
std::size_t count_lines(std::string_view head) noexcept;

} // namespace costrel::inline v1::http
