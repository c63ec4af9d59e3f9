#pragma once

#include "formats/rotated_ids.hpp"

#include <costrel/session/handle.hpp>
#include <costrel/session/store.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::session {

// For so long after its grace an ID that was replaced is still known, to be recognised as a copy
// when it comes back.
inline constexpr std::chrono::minutes remember_rotated{10};

// Where the session of an ID is that was replaced.
struct Successor {
    std::string id;
    std::chrono::sys_seconds grace_ends{}; // until then the ID before is good as well
};

// What the record of `id` says of that; nothing when it is the session itself, or its end, or what
// nobody can read. `ids`: nullptr where sessions are another framework's.
std::optional<Successor> successor_in(const formats::RotatedIds* ids, std::string_view id,
                                      std::string_view record);

// Whether the record says that its session has left it, or ended. Where a signpost leads that
// cannot be followed, nobody knows: what it stands for does not come back here.
bool is_tombstone(std::string_view record);

// The handle of the session that left this record for another ID; nothing when it did not.
std::optional<Handle> moved_handle(std::string_view record);

// The record that `old` becomes when its session goes on under the ID to which `trace` leads.
StoredRecord left_behind(const StoredRecord& old, std::uint64_t version, std::string_view trace,
                         std::chrono::sys_seconds grace_ends);
// What it becomes when nothing is to follow: a record that has expired at `now`, so that nobody can
// replace it any more.
StoredRecord tombstone_of(const StoredRecord& old, std::uint64_t version,
                          std::chrono::sys_seconds now);

} // namespace costrel::inline v1::session
