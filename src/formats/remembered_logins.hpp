#pragma once

#include <costrel/session/handle.hpp>
#include <costrel/session/store.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::formats {

// What a store keeps of one remembered login.
struct RememberedSeries {
    Handle series{};                  // that stands in the cookie
    Handle session{};                 // the session that it began last
    std::uint32_t counter = in_store; // of its uses
    std::chrono::sys_seconds since{}; // when the user logged in
    std::chrono::sys_seconds used{};  // when the counter became what it is

    // Set in each counter that a store has given out, so that the cookie of a login that ended in
    // the store is not taken for one from before there was a store.
    static constexpr std::uint32_t in_store = 1U << 31U;
};

// The remembered logins of one user, as a record of a store.
class RememberedLogins {
public:
    // More than these nobody has: the one that was unused longest makes room.
    static constexpr std::size_t most = 64;

    // Where it lies: a hash that needs no key, so that logins of keys before are found.
    static StoreKey key(std::string_view application, std::string_view user);
    // What stands in a record; nothing in one that is of another kind, or broken.
    static RememberedLogins read(std::string_view record);

    RememberedSeries* find(const Handle& series) noexcept;
    // Adds one, and takes out what is older than 30 days.
    void add(const RememberedSeries& login, std::chrono::sys_seconds now);
    // Whether there was such a one.
    bool remove(const Handle& series);
    bool remove_of_session(const Handle& session);
    // Leaves this one, or none.
    bool keep_only(const std::optional<Handle>& series);

    // Whether the record that was read is the one with this version, or came after it.
    bool is_within(std::uint64_t version) const noexcept;
    // The record that follows the one that was read. `expires` is when nobody needs it any longer.
    StoredRecord write(std::uint64_t version, std::chrono::sys_seconds now) const;

private:
    std::vector<RememberedSeries> series_{};
    std::uint64_t version_ = 0; // of the record that was read; 0: there was none
    std::array<std::uint32_t, 8> recent_{};
};

} // namespace costrel::inline v1::formats
