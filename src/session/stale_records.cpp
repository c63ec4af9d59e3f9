#include "session/stale_records.hpp"

#include <iterator>
#include <new>
#include <utility>

namespace costrel::inline v1::session {

void StaleRecords::keep(const StoreKey& key, const StoredRecord& record,
                        std::chrono::sys_seconds now)
{
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
        if (!found->second->record)
            return;
        remove(found->second);
    }
    if (record.bytes.size() <= most_bytes)
        add({key, record, now});
}

void StaleRecords::add(Entry entry)
{
    const std::size_t size = entry.record ? entry.record->bytes.size() : 0;
    while (!entries_.empty() && (entries_.size() >= most || bytes_ + size > most_bytes))
        remove(entries_.begin());
    entries_.push_back(std::move(entry));
    try {
        by_key_.emplace(entries_.back().key, std::prev(entries_.end()));
    } catch (...) {
        entries_.pop_back();
        throw;
    }
    bytes_ += size;
}

std::optional<StoredRecord> StaleRecords::find(const StoreKey& key, std::chrono::sys_seconds now)
{
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end() || now - found->second->read > show_for_)
        return std::nullopt;
    return found->second->record;
}

void StaleRecords::forget(const StoreKey& key) noexcept
{
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end()) {
        const auto entry = found->second;
        bytes_ -= entry->record ? entry->record->bytes.size() : 0;
        entry->record.reset();
        entries_.splice(entries_.end(), entries_, entry);
        return;
    }
    try {
        add({key, std::nullopt, {}});
    } catch (const std::bad_alloc&) { // then at least nothing is kept of it now
    }
}

void StaleRecords::remove(Entries::iterator entry) noexcept
{
    bytes_ -= entry->record ? entry->record->bytes.size() : 0;
    by_key_.erase(entry->key);
    entries_.erase(entry);
}

} // namespace costrel::inline v1::session
