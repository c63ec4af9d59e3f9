#pragma once

#include <string_view>

namespace costrel::inline v1::stores {

// Into so many slots a cluster puts its keys.
inline constexpr unsigned slot_count = 16'384;

// That of a key: of what stands between its first { and the } after that, where it is anything,
// otherwise of all (https://redis.io/docs/reference/cluster-spec/, "Hash tags").
unsigned slot_of(std::string_view key) noexcept;

} // namespace costrel::inline v1::stores
