#pragma once

#include <costrel/session/format.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace costrel::inline v1::session {

// Handles and when they ended: a hash table that many threads read without a lock while one writes.
// Entries change only so that more is rejected; applying one twice, or in another order, changes
// nothing. docs/decisions/revocations.md has the figures.
class RevocationTable {
public:
    // Seconds since 1970.
    struct Entry {
        std::uint32_t from = 0;    // the session is over from then on
        std::uint32_t until = 0;   // the entry may be dropped after it
        std::uint32_t created = 0; // when the session began; of a user: up to when his began
    };

    explicit RevocationTable(std::size_t max_entries);
    RevocationTable(const RevocationTable&) = delete;
    RevocationTable& operator=(const RevocationTable&) = delete;
    ~RevocationTable();

    // `from` and `until` are of one moment; `created` may be of another.
    std::optional<Entry> find(const Handle& handle) const noexcept;
    std::size_t size() const noexcept { return size_.load(std::memory_order_relaxed); }

    // What began at that second or before counts as ended: when the table was full, the older half
    // of its entries had to go. -1: nothing.
    std::int64_t lost_until() const noexcept { return lost_until_.load(std::memory_order_acquire); }

    // For one thread at a time. Entries that are past their `until` at `now` may be dropped. Throws
    // std::bad_alloc, and then has changed nothing.
    void add(const Handle& handle, const Entry& entry, std::uint32_t now);

private:
    struct Slot;
    class Slots;

    struct Kept {
        Handle handle;
        Entry entry;
    };
    std::vector<Kept> kept() const;
    void make_room(std::uint32_t now);
    void rebuild(const std::vector<Kept>& entries, Slots& slots) noexcept;
    Slots& slots_for(std::size_t entries);

    std::size_t max_entries_;
    std::atomic<std::size_t> size_{0};
    std::atomic<std::int64_t> lost_until_{-1};
    std::atomic<Slots*> current_{nullptr}; // nullptr: empty
    std::vector<std::unique_ptr<Slots>> all_;
};

} // namespace costrel::inline v1::session
