#include "session/record_draft.hpp"

#include "formats/record_header.hpp"
#include "formats/record_version.hpp"
#include "session/merge.hpp"
#include "session/opening.hpp"
#include "session/saving.hpp"
#include "session/sending.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace costrel::inline v1::session {

using std::chrono::sys_seconds;

void RecordDraft::begin(const detail::SessionContent& content, sys_seconds created,
                        const Handle& handle, sys_seconds now)
{
    content_ = &content;
    created_ = created;
    handle_ = handle;
    now_ = now;
}

std::span<const std::byte> RecordDraft::fill(RandomRoom& room) const
{
    const auto bytes =
        std::span(room).first(std::min(setup_->record_format().random_bytes(), room.size()));
    random_(bytes);
    return bytes;
}

std::optional<StoredRecord> RecordDraft::write(const StoredRecord* before)
{
    RandomRoom random;
    SessionToSave session{.values = merged_ ? *merged_ : content_->values.read(),
                          .now = now_,
                          .created = created_,
                          .handle = handle_,
                          .random = fill(random),
                          .opened = now_,
                          .ends = setup_->times().absolute_end(created_)};
    std::array<std::byte, sizeof(session.version.number)> number;
    random_(number);
    std::memcpy(&session.version.number, number.data(), number.size());
    if (before) {
        std::string_view data;
        if (const auto header = formats::RecordHeader::read(before->bytes, data)) {
            session.version.recent[0] = static_cast<std::uint32_t>(header->version);
            std::copy(header->recent.begin(), header->recent.end() - 1,
                      session.version.recent.begin() + 1);
        }
    }
    auto written = setup_->record_format().write(session);
    if (!written) {
        problem_ = text_of(written.error());
        return std::nullopt;
    }
    StoredRecord record;
    record.bytes = *std::move(written);
    record.version = formats::version_of(record.bytes);
    const auto own = own_lifetime(*setup_, session.values, now_);
    record.expires = own && own->count() != 0 ? now_ + *own : setup_->times().end(now_, created_);
    version_ = record.version;
    return record;
}

bool RecordDraft::is_within(const StoredRecord& current) const
{
    if (current.version == version_)
        return true;
    std::string_view data;
    const auto header = formats::RecordHeader::read(current.bytes, data);
    return header && std::find(header->recent.begin(), header->recent.end(),
                               static_cast<std::uint32_t>(version_)) != header->recent.end();
}

bool RecordDraft::merge(const StoredRecord& base, const StoredRecord& theirs)
{
    const auto before = read_record(*setup_, base.bytes, now_);
    const auto stored = read_record(*setup_, theirs.bytes, now_);
    if (!before || !stored) // nothing to merge with: this request's stay
        return true;
    Merged merged =
        session::merge(*before, content_->values.read(), *stored,
                       setup_->merge_rules().with_counters(content_->counters), content_->cleared);
    merged_ = std::move(merged.values);
    if (merged.conflict)
        problem_ = *merged.conflict;
    return !merged.conflict;
}

} // namespace costrel::inline v1::session
