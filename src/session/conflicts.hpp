#pragma once

#include "session/record_draft.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace costrel::inline v1::session {

// How often other requests were faster than one that stores its session.
class Conflicts {
public:
    // One more. False: the store is too busy with this session.
    bool add() noexcept { return ++count_ < most; }

    // After so many in a row the request pauses, and reads the record anew.
    bool is_reload_due() const noexcept { return count_ % before_reload == 0; }
    // Longer each time, and by chance, so that requests that are in each other's way do not stay
    // there.
    std::chrono::microseconds pause(RecordDraft::Random random) const
    {
        std::array<std::byte, 2> bytes{};
        random(bytes);
        const unsigned longest = 200U << std::min(count_ / before_reload, 5U);
        const unsigned chance =
            std::to_integer<unsigned>(bytes[0]) << 8 | std::to_integer<unsigned>(bytes[1]);
        return std::chrono::microseconds(chance % longest);
    }

private:
    static constexpr unsigned before_reload = 8;
    static constexpr unsigned most = 64;

    unsigned count_ = 0;
};

} // namespace costrel::inline v1::session
