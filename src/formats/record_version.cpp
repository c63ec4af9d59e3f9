#include "formats/record_version.hpp"

#include "formats/record_header.hpp"
#include "signing/digest_method.hpp"

#include <array>

namespace costrel::inline v1::formats {

std::uint64_t version_of(std::string_view record)
{
    std::string_view data;
    if (const auto header = RecordHeader::read(record, data))
        return header->version;
    std::array<unsigned char, signing::max_digest_size> hash;
    signing::compute_digest("sha256", std::array{record}, hash);
    std::uint64_t version = 0;
    for (std::size_t i = sizeof(version); i-- > 0;)
        version = version << 8 | hash[i];
    return version;
}

} // namespace costrel::inline v1::formats
