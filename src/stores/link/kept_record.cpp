#include "stores/link/kept_record.hpp"

#include "formats/record_header.hpp"
#include "formats/record_version.hpp"

#include <string_view>
#include <utility>

namespace costrel::inline v1::stores {

namespace {

constexpr std::string_view wrapping("csr\0\0\0\0\0", 8);
constexpr std::size_t version_size = 8;

std::uint64_t version_in(std::string_view kept)
{
    std::uint64_t version = 0;
    for (std::size_t i = version_size; i-- > 0;)
        version = version << 8 | static_cast<unsigned char>(kept[wrapping.size() + i]);
    return version;
}

} // namespace

std::string version_bytes(std::uint64_t version)
{
    std::string bytes;
    for (std::size_t i = 0; i < version_size; ++i)
        bytes += static_cast<char>(version >> (8 * i));
    return bytes;
}

std::string kept_text(const StoreKey& key, const StoredRecord& record)
{
    std::string_view data;
    if (key.whole || formats::RecordHeader::read(record.bytes, data))
        return record.bytes;
    return std::string(wrapping) + version_bytes(record.version) + record.bytes;
}

std::optional<StoredRecord> record_of_kept(const StoreKey& key, std::string text)
{
    StoredRecord record{.bytes = std::move(text)};
    if (key.whole) {
        record.version = formats::version_of(record.bytes);
        return record;
    }
    if (record.bytes.size() < wrapping.size() + version_size)
        return std::nullopt;
    record.version = version_in(record.bytes);
    if (record.bytes.starts_with(wrapping))
        record.bytes.erase(0, wrapping.size() + version_size);
    return record;
}

} // namespace costrel::inline v1::stores
