#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::signing {

// 9999-12-31T23:59:59Z: the last second that Python's datetime has.
inline constexpr std::uint64_t last_datetime = 253'402'300'799;

// Appends the seconds since 1970 as a token holds them: big-endian bytes without leading zeros, in
// base64url. Zero takes no characters.
void append_timestamp(std::string& out, std::uint64_t seconds);

// Reads what itsdangerous reads: any base64 of up to eight bytes, leading zeros included.
std::optional<std::uint64_t> read_timestamp(std::string_view text);

// Reads only what append_timestamp() writes.
std::optional<std::uint64_t> read_canonical_timestamp(std::string_view text) noexcept;

} // namespace costrel::inline v1::signing

#pragma GCC visibility pop
