#pragma once

#include <costrel/session/store.hpp>

#include <cstdint>
#include <optional>
#include <variant>

namespace costrel::inline v1::session {

// What a store is to be asked next.
struct StoreCall {
    enum class Kind : std::uint8_t { none, load, insert, replace, touch, erase };
    Kind kind = Kind::none;
    StoreKey key{};
    StoredRecord record{};      // of insert and replace; of touch, its `expires`
    std::uint64_t expected = 0; // of replace
    SysMillis renewed{};        // of touch
};

// What it replied: to load, the record; to insert, touch and erase, whether it did; to replace,
// what that came to. Or why it did not do it.
using StoreReply = std::variant<StoreError, std::optional<StoredRecord>, bool, Replaced>;

} // namespace costrel::inline v1::session
