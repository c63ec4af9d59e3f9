#pragma once

#include <costrel/session/store.hpp>

#include <cstdint>
#include <optional>
#include <string>

#pragma GCC visibility push(default)

namespace costrel::inline v1::stores {

// How a record stands in a database that keeps one text for each key: its version is at bytes 8 to
// 15, little-endian. A record under a key of ours that is not in our form is put behind a header
// that has no more than that; another framework's, under a whole key, stands as it is.
std::string kept_text(const StoreKey& key, const StoredRecord& record);
// The record, without its end; nothing when it is none.
std::optional<StoredRecord> record_of_kept(const StoreKey& key, std::string text);

// As it stands there.
std::string version_bytes(std::uint64_t version);

} // namespace costrel::inline v1::stores

#pragma GCC visibility pop
