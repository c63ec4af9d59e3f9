#include "session/key_warning.hpp"

#include "sealing/key_time.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace costrel::inline v1::session {

namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr std::chrono::days told_before(7);
constexpr std::chrono::days told_again_after(1);

// The places of the keys that are not revoked, in the order in which they sign.
std::vector<std::size_t> order_of_signing(const KeyRing& ring)
{
    std::vector<std::size_t> keys(ring.keys.size());
    std::iota(keys.begin(), keys.end(), std::size_t{0});
    std::erase_if(keys, [&](std::size_t key) { return ring.keys[key].revoked; });
    std::ranges::stable_sort(keys, {}, [&](std::size_t key) { return ring.keys[key].not_before; });
    return keys;
}

} // namespace

std::vector<std::string> warnings_of(const KeyRing& ring, seconds idle, seconds skew)
{
    std::vector<std::string> sentences;
    const std::vector<std::size_t> keys = order_of_signing(ring);
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
        const auto& not_after = ring.keys[keys[i]].not_after;
        const sys_seconds over = ring.keys[keys[i + 1]].not_before + idle + 2 * skew;
        if (not_after && *not_after < over)
            sentences.push_back("costrel: key " + std::to_string(keys[i] + 1) +
                                " of the key ring ends at " + sealing::key_time(*not_after) +
                                ", while its sessions can be alive until " +
                                sealing::key_time(over) +
                                ": who comes back in between is logged out; let it end later");
    }
    return sentences;
}

void LastKeyWarning::follow(const sealing::KeyWindows& windows, sys_seconds now) noexcept
{
    const auto last = windows.last_day(now);
    next_.store(last ? (*last - told_before).time_since_epoch().count()
                     : std::numeric_limits<Count>::max(),
                std::memory_order_relaxed);
}

bool LastKeyWarning::take(sys_seconds now) noexcept
{
    Count next = next_.load(std::memory_order_relaxed);
    return now.time_since_epoch().count() >= next &&
           next_.compare_exchange_strong(next, (now + told_again_after).time_since_epoch().count(),
                                         std::memory_order_relaxed);
}

std::string LastKeyWarning::sentence(sys_seconds last_day)
{
    return "costrel: no key signs sessions after " + sealing::key_time(last_day) +
           "; add one before with: costrel keys add FILE";
}

} // namespace costrel::inline v1::session
