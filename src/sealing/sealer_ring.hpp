#pragma once

#include "sealing/key_windows.hpp"
#include "sealing/sealer.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

namespace costrel::inline v1::sealing {

// The keys of a ring, derived for one context. Immutable, so any thread may use it.
class SealerRing {
public:
    SealerRing(const KeyRing& ring, const Context& context, std::chrono::seconds skew);

    const KeyWindows& windows() const noexcept { return windows_; }
    const Sealer& operator[](std::size_t key) const noexcept { return sealers_[key]; }

    // The key of that ID, whatever its window. One at most: exactly one key is tried.
    std::optional<std::size_t> find(const KeyId& id) const noexcept;

private:
    KeyWindows windows_;
    std::vector<Sealer> sealers_;
};

} // namespace costrel::inline v1::sealing
