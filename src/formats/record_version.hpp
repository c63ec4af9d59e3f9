#pragma once

#include <cstdint>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::formats {

// The version of a record: ours has it in its header; that of another framework's is what its bytes
// make, the first eight bytes of their SHA-256, little-endian.
std::uint64_t version_of(std::string_view record);

} // namespace costrel::inline v1::formats

#pragma GCC visibility pop
