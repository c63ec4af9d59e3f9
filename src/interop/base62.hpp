#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Numbers as django.core.signing writes times: digits 0-9A-Za-z, the most significant first.
namespace costrel::inline v1::interop {

std::string base62_of(std::uint64_t number);
// Any number of digits; what is greater than `std::int64_t` has is its greatest. Nothing for
// another text; "-" and digits give minus that.
std::optional<std::int64_t> read_base62(std::string_view text) noexcept;

} // namespace costrel::inline v1::interop
