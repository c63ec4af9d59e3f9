#pragma once

#include "app/files/file_body.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1 {

// A body of type multipart/byteranges (RFC 9110 section 14.6): these ranges of a file of `size`
// bytes and type `content_type`, each with a head of its own.
std::vector<FileBody::Section> file_parts(const std::vector<http::ByteRange>& ranges,
                                          std::uint64_t size, std::string_view content_type,
                                          std::string_view boundary);

// Text that no file holds by chance: 32 random hexadecimal digits.
std::string make_boundary();

} // namespace costrel::inline v1
