#include "session/revocation_table.hpp"

#include "session/zeroed_memory.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

namespace costrel::inline v1::session {

namespace {

constexpr std::size_t fewest_slots = 1024;

struct Words {
    std::uint64_t first;
    std::uint64_t second;
};

Words words_of(const Handle& handle) noexcept
{
    Words words;
    std::memcpy(&words.first, handle.data(), sizeof words.first);
    std::memcpy(&words.second, handle.data() + sizeof words.first, sizeof words.second);
    return words;
}

} // namespace

// A slot is filled, and then `filled` is stored with release: who sees it sees the rest.
struct RevocationTable::Slot {
    std::atomic<std::uint64_t> first;
    std::atomic<std::uint64_t> second;
    std::atomic<std::uint64_t> times; // `until` and `from`: readers see both of one moment
    std::atomic<std::uint32_t> created;
    std::atomic<std::uint32_t> filled;

    Entry entry() const noexcept
    {
        const std::uint64_t both = times.load(std::memory_order_relaxed);
        return {static_cast<std::uint32_t>(both), static_cast<std::uint32_t>(both >> 32),
                created.load(std::memory_order_relaxed)};
    }
    void set(const Entry& entry) noexcept
    {
        times.store(std::uint64_t{entry.until} << 32 | entry.from, std::memory_order_relaxed);
        created.store(entry.created, std::memory_order_relaxed);
    }
    void fill(const Words& words, const Entry& entry) noexcept
    {
        first.store(words.first, std::memory_order_relaxed);
        second.store(words.second, std::memory_order_relaxed);
        set(entry);
        filled.store(1, std::memory_order_release);
    }
    void clear() noexcept { filled.store(0, std::memory_order_release); }
};

// Slots that are never given back while the table lives, because a reader may be within them. Those
// that are no longer current give their memory back to the system, which shows readers zeros; a
// reader finds that out by their generation and looks again.
class RevocationTable::Slots {
public:
    explicit Slots(std::size_t count)
        : count_(count), memory_(count * sizeof(Slot)),
          slots_(static_cast<Slot*>(memory_.get())) // zeros, which is what an empty slot holds
    {
    }

    std::size_t count() const noexcept { return count_; }
    bool has_room_for(std::size_t entries) const noexcept { return entries <= count_ / 4 * 3; }
    std::uint32_t generation() const noexcept
    {
        return generation_.load(std::memory_order_acquire);
    }

    // The slot of the handle, or the empty one where it would be. For the one who writes.
    Slot& find(const Words& words) const noexcept
    {
        // Handles are random and sealed: clients cannot choose them, so half of one is a hash.
        for (std::size_t i = words.second & (count_ - 1);; i = (i + 1) & (count_ - 1)) {
            Slot& slot = slots_[i];
            if (slot.filled.load(std::memory_order_acquire) == 0)
                return slot;
            if (slot.second.load(std::memory_order_relaxed) == words.second &&
                slot.first.load(std::memory_order_relaxed) == words.first)
                return slot;
        }
    }
    // The slot of the handle, or nullptr. For readers: an empty slot may be filled for another
    // handle as soon as it was looked at.
    const Slot* look_up(const Words& words) const noexcept
    {
        for (std::size_t i = words.second & (count_ - 1);; i = (i + 1) & (count_ - 1)) {
            const Slot& slot = slots_[i];
            if (slot.filled.load(std::memory_order_acquire) == 0)
                return nullptr;
            if (slot.second.load(std::memory_order_relaxed) == words.second &&
                slot.first.load(std::memory_order_relaxed) == words.first)
                return &slot;
        }
    }
    Slot& operator[](std::size_t i) const noexcept { return slots_[i]; }

    void empty() noexcept
    {
        generation_.fetch_add(1, std::memory_order_acq_rel);
        if (!memory_.give_back())
            for (std::size_t i = 0; i < count_; ++i)
                slots_[i].clear();
    }

private:
    std::size_t count_;
    ZeroedMemory memory_;
    Slot* slots_;
    std::atomic<std::uint32_t> generation_{0};
};

RevocationTable::RevocationTable(std::size_t max_entries)
    : max_entries_(std::max<std::size_t>(max_entries, 2))
{
}

RevocationTable::~RevocationTable() = default;

std::optional<RevocationTable::Entry> RevocationTable::find(const Handle& handle) const noexcept
{
    const Words words = words_of(handle);
    for (;;) {
        const Slots* slots = current_.load(std::memory_order_acquire);
        if (!slots)
            return std::nullopt;
        const std::uint32_t generation = slots->generation();
        if (current_.load(std::memory_order_acquire) != slots)
            continue; // emptied before its generation was read, perhaps
        const Slot* const slot = slots->look_up(words);
        const Entry entry = slot ? slot->entry() : Entry{};
        std::atomic_thread_fence(std::memory_order_acquire);
        if (slots->generation() != generation)
            continue; // rebuilt meanwhile
        return slot ? std::optional(entry) : std::nullopt;
    }
}

std::vector<RevocationTable::Kept> RevocationTable::kept() const
{
    std::vector<Kept> entries;
    entries.reserve(size());
    if (const Slots* slots = current_.load(std::memory_order_relaxed)) {
        for (std::size_t i = 0; i < slots->count(); ++i) {
            const Slot& slot = (*slots)[i];
            if (slot.filled.load(std::memory_order_relaxed) == 0)
                continue;
            Kept& one = entries.emplace_back();
            const Words words{slot.first.load(std::memory_order_relaxed),
                              slot.second.load(std::memory_order_relaxed)};
            std::memcpy(one.handle.data(), &words.first, sizeof words.first);
            std::memcpy(one.handle.data() + sizeof words.first, &words.second, sizeof words.second);
            one.entry = slot.entry();
        }
    }
    return entries;
}

RevocationTable::Slots& RevocationTable::slots_for(std::size_t entries)
{
    std::size_t count = fewest_slots;
    while (entries > count / 4 * 3)
        count *= 2;
    const Slots* const current = current_.load(std::memory_order_relaxed);
    for (const auto& slots : all_)
        if (slots.get() != current && slots->count() == count)
            return *slots;
    all_.reserve(all_.size() + 1);
    all_.push_back(std::make_unique<Slots>(count));
    return *all_.back();
}

void RevocationTable::rebuild(const std::vector<Kept>& entries, Slots& slots) noexcept
{
    for (const Kept& one : entries) {
        const Words words = words_of(one.handle);
        slots.find(words).fill(words, one.entry);
    }
    Slots* const before = current_.exchange(&slots, std::memory_order_acq_rel);
    size_.store(entries.size(), std::memory_order_relaxed);
    if (before)
        before->empty();
}

void RevocationTable::make_room(std::uint32_t now)
{
    const Slots* const slots = current_.load(std::memory_order_relaxed);
    const bool full = size() >= max_entries_;
    if (slots && !full && slots->has_room_for(size() + 1))
        return;
    std::vector<Kept> entries = kept();
    std::erase_if(entries, [&](const Kept& one) { return one.entry.until < now; });
    std::int64_t lost = lost_until();
    // Some room, not a little: a rebuild must not come with each entry.
    if (full && entries.size() > max_entries_ / 4 * 3) {
        const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(entries.size() / 2);
        std::ranges::nth_element(entries, middle, std::ranges::greater{},
                                 [](const Kept& one) { return one.entry.created; });
        lost = std::max(lost, std::int64_t{middle->entry.created});
        entries.erase(middle, entries.end());
    }
    Slots& slots_to_fill = slots_for(std::max(entries.size() + 1, size() / 2));
    // Before the entries go, so that no reader misses both.
    lost_until_.store(lost, std::memory_order_release);
    rebuild(entries, slots_to_fill);
}

void RevocationTable::add(const Handle& handle, const Entry& entry, std::uint32_t now)
{
    const Words words = words_of(handle);
    const Slots* const slots = current_.load(std::memory_order_relaxed);
    Slot* const slot = slots ? &slots->find(words) : nullptr;
    if (slot && slot->filled.load(std::memory_order_relaxed) != 0) {
        const Entry before = slot->entry();
        slot->set({std::min(before.from, entry.from), std::max(before.until, entry.until),
                   std::max(before.created, entry.created)});
        return;
    }
    make_room(now);
    current_.load(std::memory_order_relaxed)->find(words).fill(words, entry);
    size_.fetch_add(1, std::memory_order_relaxed);
}

} // namespace costrel::inline v1::session
