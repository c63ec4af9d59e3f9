#include "session/rotation.hpp"

#include "formats/record_header.hpp"

#include <utility>

namespace costrel::inline v1::session {

using formats::RecordHeader;
using std::chrono::sys_seconds;

std::optional<Successor> successor_in(const formats::RotatedIds* ids, std::string_view id,
                                      std::string_view record)
{
    std::string_view trace;
    const auto header = ids ? RecordHeader::read(record, trace) : std::nullopt;
    if (!header || header->kind != RecordHeader::moved)
        return std::nullopt;
    auto next = ids->follow(id, trace);
    if (!next)
        return std::nullopt;
    const std::chrono::milliseconds ends(static_cast<std::int64_t>(header->ends));
    return Successor{*std::move(next), sys_seconds(std::chrono::floor<std::chrono::seconds>(ends))};
}

bool is_tombstone(std::string_view record)
{
    std::string_view trace;
    const auto header = RecordHeader::read(record, trace);
    return header && header->kind == RecordHeader::moved;
}

std::optional<Handle> moved_handle(std::string_view record)
{
    std::string_view trace;
    const auto header = RecordHeader::read(record, trace);
    if (!header || header->kind != RecordHeader::moved || trace.empty())
        return std::nullopt;
    return header->handle;
}

namespace {

StoredRecord moved(const StoredRecord& old, std::uint64_t version, std::string_view trace,
                   sys_seconds ends, sys_seconds expires)
{
    StoredRecord record = old;
    record.version = 0;
    record.expires = expires;
    std::string_view data;
    if (auto header = RecordHeader::read(record.bytes, data)) {
        header->kind = RecordHeader::moved;
        header->compressed = false;
        header->version = version;
        header->ends =
            static_cast<std::uint64_t>(std::chrono::milliseconds(ends.time_since_epoch()).count());
        record.version = version;
        record.bytes.clear();
        header->append_to(record.bytes);
        record.bytes += trace;
    }
    return record;
}

} // namespace

StoredRecord left_behind(const StoredRecord& old, std::uint64_t version, std::string_view trace,
                         sys_seconds grace_ends)
{
    return moved(old, version, trace, grace_ends, grace_ends + remember_rotated);
}

StoredRecord tombstone_of(const StoredRecord& old, std::uint64_t version, sys_seconds now)
{
    return moved(old, version, {}, now, now);
}

} // namespace costrel::inline v1::session
