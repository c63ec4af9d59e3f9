#include "app/files/file_parts.hpp"

#include "encoding/ascii.hpp"
#include "signing/random.hpp"

#include <array>
#include <utility>

namespace costrel::inline v1 {

std::vector<FileBody::Section> file_parts(const std::vector<http::ByteRange>& ranges,
                                          std::uint64_t size, std::string_view content_type,
                                          std::string_view boundary)
{
    std::vector<FileBody::Section> sections;
    for (const http::ByteRange& range : ranges) {
        std::string head = sections.empty() ? "--" : "\r\n--";
        head.append(boundary).append("\r\nContent-Type: ").append(content_type);
        head.append("\r\nContent-Range: ").append(http::content_range(range, size));
        head.append("\r\n\r\n");
        sections.push_back({std::move(head), range});
    }
    sections.push_back({"\r\n--" + std::string(boundary) + "--\r\n", {}});
    return sections;
}

std::string make_boundary()
{
    std::array<unsigned char, 16> random;
    signing::fill_random(random);
    std::string boundary;
    for (const unsigned char byte : random) {
        boundary += encoding::hex_digits[byte >> 4];
        boundary += encoding::hex_digits[byte & 15];
    }
    return boundary;
}

} // namespace costrel::inline v1
