#include "stores/redis/unsure_endings.hpp"

#include <utility>

namespace costrel::inline v1::stores {

void UnsureEndings::add(const std::string& key, TimePoint now)
{
    const std::lock_guard lock(mutex_);
    if (entries_.size() >= most || entries_.contains(key))
        return;
    const auto due = due_.emplace(now + pause, key);
    entries_[key] = {now + kept, due};
    count_ = entries_.size();
}

void UnsureEndings::remove(const std::string& key)
{
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end())
        return;
    due_.erase(found->second.due);
    entries_.erase(found);
    count_ = entries_.size();
}

bool UnsureEndings::has(const std::string& key) const
{
    if (!has_any())
        return false;
    const std::lock_guard lock(mutex_);
    return entries_.contains(key);
}

std::optional<std::string> UnsureEndings::next(TimePoint now)
{
    const std::lock_guard lock(mutex_);
    while (!due_.empty() && due_.begin()->first <= now) {
        std::string key = std::move(due_.begin()->second);
        due_.erase(due_.begin());
        const auto entry = entries_.find(key);
        if (entry == entries_.end()) // there was no memory for it
            continue;
        if (entry->second.forgotten <= now) {
            entries_.erase(entry);
            count_ = entries_.size();
            continue;
        }
        entry->second.due = due_.emplace(now + pause, key);
        return key;
    }
    return std::nullopt;
}

} // namespace costrel::inline v1::stores
