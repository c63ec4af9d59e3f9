#include "session/current_keys.hpp"

#include <utility>

namespace costrel::inline v1::session {

namespace {

constexpr std::size_t fewest_kept = 16;
constexpr std::chrono::hours shortest_kept{1};

} // namespace

void CurrentKeys::replace(std::unique_ptr<const Keyed> keys, TimePoint now)
{
    const std::scoped_lock lock(replacing_);
    all_.push_back({std::move(keys), now});
    current_.store(all_.back().keys.get(), std::memory_order_release);
    // The oldest was replaced when the next one came.
    while (all_.size() > fewest_kept + 1 && now - all_[1].since > shortest_kept)
        all_.pop_front();
}

std::size_t CurrentKeys::kept() const
{
    const std::scoped_lock lock(replacing_);
    return all_.size();
}

} // namespace costrel::inline v1::session
