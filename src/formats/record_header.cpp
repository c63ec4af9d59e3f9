#include "formats/record_header.hpp"

#include <algorithm>
#include <cstring>

namespace costrel::inline v1 {

namespace formats {

namespace {

constexpr std::string_view magic("csr\x01", 4);
constexpr std::size_t flags_offset = 4;
constexpr std::size_t kind_offset = 5;
constexpr std::size_t length_offset = 6;
constexpr std::size_t version_offset = 8;
constexpr std::size_t created_offset = 16;
constexpr std::size_t ends_offset = 24;
constexpr std::size_t user_offset = 32;
constexpr std::size_t recent_offset = 40;
constexpr std::size_t handle_offset = 72;
constexpr unsigned char compressed_record = 1;

template <class T>
T integer_at(std::string_view record, std::size_t at)
{
    T number = 0;
    for (std::size_t i = sizeof(T); i-- > 0;)
        number = static_cast<T>(number << 8 | static_cast<unsigned char>(record[at + i]));
    return number;
}

template <class T>
void put(std::string& record, std::size_t at, T number)
{
    for (std::size_t i = 0; i < sizeof(T); ++i)
        record[at + i] = static_cast<char>(number >> (8 * i));
}

} // namespace

std::optional<RecordHeader> RecordHeader::read(std::string_view record, std::string_view& data)
{
    if (record.size() < size || !record.starts_with(magic))
        return std::nullopt;
    const std::size_t length = integer_at<std::uint16_t>(record, length_offset);
    const auto flags = static_cast<unsigned char>(record[flags_offset]);
    if (length < size || length > record.size() || (flags & ~compressed_record) != 0)
        return std::nullopt;
    RecordHeader header;
    header.compressed = flags == compressed_record;
    header.kind = static_cast<std::uint8_t>(record[kind_offset]);
    header.version = integer_at<std::uint64_t>(record, version_offset);
    header.created = integer_at<std::uint64_t>(record, created_offset);
    header.ends = integer_at<std::uint64_t>(record, ends_offset);
    header.user = integer_at<std::uint64_t>(record, user_offset);
    for (std::size_t i = 0; i < header.recent.size(); ++i)
        header.recent[i] = integer_at<std::uint32_t>(record, recent_offset + 4 * i);
    std::memcpy(header.handle.data(), record.data() + handle_offset, header.handle.size());
    header.renewed = integer_at<std::uint64_t>(record, record_renewed_at);
    data = record.substr(length);
    return header;
}

void RecordHeader::append_to(std::string& record) const
{
    std::string header(size, '\0');
    std::copy(magic.begin(), magic.end(), header.begin());
    header[flags_offset] = compressed ? static_cast<char>(compressed_record) : '\0';
    header[kind_offset] = static_cast<char>(kind);
    put(header, length_offset, static_cast<std::uint16_t>(size));
    put(header, version_offset, version);
    put(header, created_offset, created);
    put(header, ends_offset, ends);
    put(header, user_offset, user);
    for (std::size_t i = 0; i < recent.size(); ++i)
        put(header, recent_offset + 4 * i, recent[i]);
    std::memcpy(header.data() + handle_offset, handle.data(), handle.size());
    put(header, record_renewed_at, renewed);
    record += header;
}

} // namespace formats

void write_renewed(std::string& record, SysMillis renewed) noexcept
{
    if (record.size() >= formats::RecordHeader::size && record.starts_with(formats::magic))
        formats::put(record, record_renewed_at,
                     static_cast<std::uint64_t>(renewed.time_since_epoch().count()));
}

} // namespace costrel::inline v1
