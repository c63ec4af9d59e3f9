#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <vector>

namespace costrel::inline v1::formats {

// What SessionFormat::cache_number() gives for a format that may find something else in a field
// from certain seconds on, and at no other time.
class CacheNumbers {
public:
    // `changes` are those seconds, in their order.
    explicit CacheNumbers(std::vector<std::chrono::sys_seconds> changes = {});

    std::uint64_t at(std::chrono::sys_seconds now) const noexcept
    {
        if (changes_.empty())
            return first_;
        const auto next = std::ranges::upper_bound(changes_, now);
        return first_ + static_cast<std::uint64_t>(next - changes_.begin());
    }

private:
    std::vector<std::chrono::sys_seconds> changes_;
    std::uint64_t first_;
};

} // namespace costrel::inline v1::formats
