#pragma once

#include <costrel/session/store.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace costrel::inline v1::session {

// What stands still when nobody asks: the numbers of an application's sessions that no request
// counts.
struct SessionGauges {
    std::optional<std::int64_t> keys_days_left{}; // of the last key that saves; nothing: no end
    std::optional<std::size_t> revocations{};     // entries of the list; nothing: there is no list
    std::chrono::seconds staleness{0};            // since the list heard of other processes
    StoreConnections connections{};               // of the store, if there is one
};

} // namespace costrel::inline v1::session
