#include "session/stale_records.hpp"

#include <utility>

namespace costrel::session {

void StaleRecords::keep(const StoreKey& key, const StoredRecord& record,
                        std::chrono::sys_seconds now)
{
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end())
        remove(found->second);
    if (record.bytes.size() > most_bytes)
        return;
    while (!entries_.empty() &&
           (entries_.size() >= most || bytes_ + record.bytes.size() > most_bytes))
        remove(entries_.begin());
    entries_.push_back({key, record, now});
    try {
        by_key_.emplace(key, std::prev(entries_.end()));
    } catch (...) {
        entries_.pop_back();
        throw;
    }
    bytes_ += record.bytes.size();
}

std::optional<StoredRecord> StaleRecords::find(const StoreKey& key, std::chrono::sys_seconds now)
{
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found == by_key_.end() || now - found->second->read > show_for_)
        return std::nullopt;
    return found->second->record;
}

void StaleRecords::forget(const StoreKey& key)
{
    const std::lock_guard lock(mutex_);
    if (const auto found = by_key_.find(key); found != by_key_.end())
        remove(found->second);
}

void StaleRecords::remove(Entries::iterator entry)
{
    bytes_ -= entry->record.bytes.size();
    by_key_.erase(entry->key);
    entries_.erase(entry);
}

} // namespace costrel::session
