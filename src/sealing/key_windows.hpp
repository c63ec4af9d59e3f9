#pragma once

#include <costrel/sealing/key_ring.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace costrel::inline v1::sealing {

// When the keys of a ring are used. A key is known by its place in the ring.
class KeyWindows {
public:
    // `skew` is how far the clocks of hosts of one site may differ.
    KeyWindows(const KeyRing& ring, std::chrono::seconds skew);

    std::size_t size() const noexcept { return windows_.size(); }
    // Whether any key has a window or is revoked.
    bool are_dated() const noexcept;

    // From not_before to not_after, by the very clock.
    bool seals(std::size_t key, std::chrono::sys_seconds now) const noexcept;
    // The same widened by the skew: hosts whose clock is behind read what the others seal.
    bool opens(std::size_t key, std::chrono::sys_seconds now) const noexcept;
    bool is_revoked(std::size_t key) const noexcept { return windows_[key].revoked; }

    // The key that seals at `now`: of those that may, the one with the latest not_before, and of
    // equal ones the last. Nothing when none may.
    std::optional<std::size_t> primary(std::chrono::sys_seconds now) const noexcept;

    // The same. Throws std::logic_error when none may: whoever seals looks at primary() first, and
    // a ring that is loaded between the two ends one request.
    std::size_t sealing_key(std::chrono::sys_seconds now) const;

    // The keys that open at `now`: the primary one, then the latest not_before first, and of equal
    // ones the last first. It is the order in which a signature without a key ID is tried.
    std::vector<std::size_t> order(std::chrono::sys_seconds now) const;
    // The place within order() of a key that opens.
    std::size_t place(std::size_t key, std::chrono::sys_seconds now) const noexcept;

    // The seconds from which on other keys seal or open than before, in their order.
    std::vector<std::chrono::sys_seconds> changes() const;

    // When the last of the keys that seal now, or will, ceases to; nothing: never, or there is
    // none.
    std::optional<std::chrono::sys_seconds> last_day(std::chrono::sys_seconds now) const noexcept;

private:
    struct Window {
        std::chrono::sys_seconds not_before;
        std::optional<std::chrono::sys_seconds> not_after;
        bool revoked;
    };
    bool comes_before(std::size_t left, std::size_t right) const noexcept;

    std::vector<Window> windows_;
    std::chrono::seconds skew_;
};

} // namespace costrel::inline v1::sealing
