#include "session/memory_users.hpp"

#include <costrel/session/memory_store.hpp>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace costrel::inline v1 {

namespace {

// One lock for all: what is done under it takes less than a microsecond.
class MemoryStore final : public SessionStore, private UserIndex {
public:
    explicit MemoryStore(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    Task<StoreResult<std::optional<StoredRecord>>> load(StoreKey key, Deadline) override
    {
        const std::lock_guard lock(mutex_);
        Entry* const entry = find(key);
        if (!entry)
            co_return std::optional<StoredRecord>();
        co_return std::optional(entry->record);
    }

    Task<StoreResult<bool>> insert(StoreKey key, StoredRecord record, Deadline) override
    {
        const std::lock_guard lock(mutex_);
        if (find(key))
            co_return false;
        const std::size_t size = size_of(key, record);
        if (size > max_bytes_)
            co_return too_large();
        make_room(size);
        entries_.push_front({key, std::move(record)});
        try {
            places_.emplace(std::move(key), entries_.begin());
        } catch (...) {
            entries_.pop_front();
            throw;
        }
        used_ += size;
        co_return true;
    }

    Task<StoreResult<Replaced>> replace(StoreKey key, std::uint64_t expected, StoredRecord record,
                                        Deadline) override
    {
        const std::lock_guard lock(mutex_);
        Entry* const entry = find(key);
        if (!entry)
            co_return Replaced{.outcome = Replaced::Outcome::gone};
        if (entry->record.version != expected)
            co_return Replaced{.outcome = Replaced::Outcome::conflict, .current = entry->record};
        if (size_of(key, record) > max_bytes_)
            co_return too_large();
        used_ -= entry->record.bytes.size();
        entry->record = std::move(record);
        used_ += entry->record.bytes.size();
        make_room(0);
        co_return Replaced{};
    }

    Task<StoreResult<bool>> touch(StoreKey key, SysMillis renewed, SysMillis expires,
                                  Deadline) override
    {
        const std::lock_guard lock(mutex_);
        Entry* const entry = find(key);
        if (!entry)
            co_return false;
        write_renewed(entry->record.bytes, renewed);
        entry->record.expires = std::max(entry->record.expires, expires);
        co_return true;
    }

    Task<StoreResult<bool>> erase(StoreKey key, bool, Deadline) override
    {
        const std::lock_guard lock(mutex_);
        const auto place = places_.find(key);
        if (place == places_.end())
            co_return false;
        forget(place->second);
        co_return true;
    }

    Task<StoreResult<std::size_t>> collect(std::size_t limit, Deadline) override
    {
        // In whole milliseconds: in the clock's own unit a far end would overflow.
        const auto now =
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        const std::lock_guard lock(mutex_);
        std::size_t forgotten = 0;
        for (auto entry = entries_.end(); entry != entries_.begin() && forgotten < limit;) {
            --entry;
            if (entry->record.expires > now)
                continue;
            const auto expired = entry++;
            forget(expired);
            ++forgotten;
        }
        co_return forgotten;
    }

    Task<StoreResult<std::optional<std::size_t>>> count(SysMillis now, Deadline) override
    {
        const std::lock_guard lock(mutex_);
        co_return static_cast<std::size_t>(std::ranges::count_if(
            entries_, [now](const Entry& entry) { return entry.record.expires > now; }));
    }

    bool is_immediate() const noexcept override { return true; }
    UserIndex* users() noexcept override { return this; }

private:
    struct Entry {
        StoreKey key;
        StoredRecord record;
    };
    using Entries = std::list<Entry>; // the most recently used first

    Task<StoreResult<Joined>> join(StoreKey user, StoreKey session, SysMillis now, SysMillis end,
                                   std::size_t cap, Deadline) override
    {
        const std::lock_guard lock(mutex_);
        // Each is there shortly before its record; more of them are of requests that failed.
        if (users_.size() > 2 * entries_.size() + UserIndex::most)
            co_return StoreError{StoreError::Code::full, "too many sessions are listed"};
        co_return users_.join(user, session, now, end, cap);
    }
    Task<StoreResult<bool>> confirm(StoreKey user, StoreKey session, std::uint64_t epoch,
                                    Deadline) override
    {
        const std::lock_guard lock(mutex_);
        co_return users_.confirm(user, session, epoch);
    }
    Task<StoreResult<bool>> leave(StoreKey user, StoreKey session, Deadline) override
    {
        const std::lock_guard lock(mutex_);
        co_return users_.leave(user, session);
    }
    Task<StoreResult<std::vector<StoreKey>>> list(StoreKey user, SysMillis now, Deadline) override
    {
        const std::lock_guard lock(mutex_);
        co_return users_.list(user, now);
    }
    Task<StoreResult<std::vector<StoreKey>>> end_all(StoreKey user, std::optional<StoreKey> keep,
                                                     Deadline) override
    {
        const std::lock_guard lock(mutex_);
        co_return users_.end_all(user, keep);
    }

    // What a session takes beside its bytes: two nodes, the places in the table, and those in the
    // lists of users.
    static std::size_t size_of(const StoreKey& key, const StoredRecord& record) noexcept
    {
        constexpr std::size_t overhead = 500;
        return 2 * key.bytes.size() + record.bytes.size() + overhead;
    }
    static StoreError too_large()
    {
        return {StoreError::Code::full, "a session is larger than the whole memory store"};
    }

    // The entry of `key`, which becomes the most recently used.
    Entry* find(const StoreKey& key)
    {
        const auto place = places_.find(key);
        if (place == places_.end())
            return nullptr;
        entries_.splice(entries_.begin(), entries_, place->second);
        return &*place->second;
    }
    void forget(Entries::iterator entry)
    {
        used_ -= size_of(entry->key, entry->record);
        users_.forget(entry->key);
        places_.erase(entry->key);
        entries_.erase(entry);
    }
    void make_room(std::size_t size)
    {
        while (!entries_.empty() && used_ + size > max_bytes_)
            forget(std::prev(entries_.end()));
    }

    const std::size_t max_bytes_;
    std::mutex mutex_;
    Entries entries_;
    std::map<StoreKey, Entries::iterator> places_;
    std::size_t used_ = 0;
    session::MemoryUsers users_;
};

} // namespace

std::shared_ptr<SessionStore> memory_store(std::size_t max_bytes)
{
    return std::make_shared<MemoryStore>(max_bytes);
}

} // namespace costrel::inline v1
