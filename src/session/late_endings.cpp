#include "session/late_endings.hpp"

#include "session/asking.hpp"
#include "session/setup.hpp"
#include "session/stored_ending.hpp"
#include "signing/random.hpp"

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

namespace costrel::inline v1::session {

namespace {

// So many one request ends: its client waits for it.
constexpr int most_at_once = 8;

} // namespace

bool LateEndings::add(const StoreKey& key, const std::string& id) noexcept
try {
    const std::lock_guard lock(mutex_);
    if (by_key_.contains(key))
        return true;
    if (entries_.size() >= most)
        remove(entries_.begin());
    entries_.push_back({key, id});
    try {
        by_key_.emplace(key, std::prev(entries_.end()));
    } catch (...) {
        entries_.pop_back();
        throw;
    }
    count_.store(entries_.size(), std::memory_order_relaxed);
    return true;
} catch (const std::bad_alloc&) {
    return false;
}

bool LateEndings::has(const StoreKey& key) const noexcept
{
    if (!has_any())
        return false;
    const std::lock_guard lock(mutex_);
    return by_key_.contains(key);
}

void LateEndings::remove(Entries::iterator entry) noexcept
{
    by_key_.erase(entry->key);
    entries_.erase(entry);
    count_.store(entries_.size(), std::memory_order_relaxed);
}

LateEndings::Turn::Turn(LateEndings& endings) : endings_(endings)
{
    const std::lock_guard lock(endings_.mutex_);
    const auto free = std::ranges::find(endings_.entries_, false, &Entry::is_taken);
    if (free == endings_.entries_.end())
        return;
    id_ = free->id;
    key_ = free->key;
    free->is_taken = true;
}

LateEndings::Turn::~Turn()
{
    if (!key_)
        return;
    const std::lock_guard lock(endings_.mutex_);
    const auto found = endings_.by_key_.find(*key_);
    if (found == endings_.by_key_.end())
        return; // too many ended since
    if (is_done_)
        endings_.remove(found->second);
    else
        found->second->is_taken = false;
}

Task<void> finish_late_endings(const Setup& setup)
{
    LateEndings& endings = setup.late_endings();
    for (int i = 0; i < most_at_once && endings.has_any(); ++i) {
        LateEndings::Turn turn(endings);
        if (!turn.key())
            co_return;
        StoredEnding ending(setup, signing::fill_random);
        StoreCall call{.kind = StoreCall::Kind::erase, .key = *turn.key()};
        if (setup.times().rotates()) // it may have another ID by now
            call = ending.begin(turn.id(), setup.now(), nullptr);
        const auto error = co_await ask_ending(setup, ending, std::move(call));
        if (error)
            co_return;
        turn.done();
    }
}

} // namespace costrel::inline v1::session
