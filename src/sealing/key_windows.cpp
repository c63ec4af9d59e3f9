#include "sealing/key_windows.hpp"

#include <algorithm>
#include <stdexcept>

namespace costrel::inline v1::sealing {

using std::chrono::sys_seconds;

KeyWindows::KeyWindows(const KeyRing& ring, std::chrono::seconds skew) : skew_(skew)
{
    windows_.reserve(ring.keys.size());
    for (const KeyRing::Key& key : ring.keys)
        windows_.push_back({key.not_before, key.not_after, key.revoked});
}

bool KeyWindows::are_dated() const noexcept
{
    return std::ranges::any_of(windows_, [](const Window& window) {
        return window.not_before != sys_seconds{} || window.not_after || window.revoked;
    });
}

bool KeyWindows::seals(std::size_t key, sys_seconds now) const noexcept
{
    const Window& window = windows_[key];
    return !window.revoked && window.not_before <= now &&
           (!window.not_after || now < *window.not_after);
}

bool KeyWindows::opens(std::size_t key, sys_seconds now) const noexcept
{
    const Window& window = windows_[key];
    return !window.revoked && window.not_before - skew_ <= now &&
           (!window.not_after || now < *window.not_after + skew_);
}

bool KeyWindows::comes_before(std::size_t left, std::size_t right) const noexcept
{
    const sys_seconds of_left = windows_[left].not_before;
    const sys_seconds of_right = windows_[right].not_before;
    return of_left != of_right ? of_left > of_right : left > right;
}

std::optional<std::size_t> KeyWindows::primary(sys_seconds now) const noexcept
{
    std::optional<std::size_t> best;
    for (std::size_t key = 0; key < windows_.size(); ++key)
        if (seals(key, now) && (!best || comes_before(key, *best)))
            best = key;
    return best;
}

std::size_t KeyWindows::sealing_key(sys_seconds now) const
{
    if (const auto key = primary(now))
        return *key;
    throw std::logic_error("costrel: no key of the ring seals at this time");
}

std::vector<std::size_t> KeyWindows::order(sys_seconds now) const
{
    std::vector<std::size_t> keys;
    for (std::size_t key = 0; key < windows_.size(); ++key)
        if (opens(key, now))
            keys.push_back(key);
    const auto first = primary(now);
    std::ranges::sort(keys, [&](std::size_t left, std::size_t right) {
        if (left == first || right == first)
            return left == first && right != first;
        return comes_before(left, right);
    });
    return keys;
}

std::size_t KeyWindows::place(std::size_t key, sys_seconds now) const noexcept
{
    const auto first = primary(now);
    if (key == first)
        return 0;
    std::size_t place = first ? 1 : 0;
    for (std::size_t other = 0; other < windows_.size(); ++other)
        if (other != key && other != first && opens(other, now) && comes_before(other, key))
            ++place;
    return place;
}

std::vector<sys_seconds> KeyWindows::changes() const
{
    std::vector<sys_seconds> changes;
    for (const Window& window : windows_) {
        if (window.not_before != sys_seconds{})
            changes.insert(changes.end(), {window.not_before - skew_, window.not_before});
        if (window.not_after)
            changes.insert(changes.end(), {*window.not_after, *window.not_after + skew_});
    }
    std::ranges::sort(changes);
    return changes;
}

std::optional<sys_seconds> KeyWindows::last_day(sys_seconds now) const noexcept
{
    if (windows_.empty())
        return std::nullopt;
    sys_seconds last{};
    for (const Window& window : windows_) {
        if (window.revoked)
            continue;
        if (!window.not_after)
            return std::nullopt;
        if (*window.not_after > now)
            last = std::max(last, *window.not_after);
    }
    return last;
}

} // namespace costrel::inline v1::sealing
