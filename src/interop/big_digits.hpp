#pragma once

#include <costrel/value.hpp>

#include <optional>
#include <string>
#include <string_view>

// Integers of any size between decimal digits and bytes.
namespace costrel::inline v1::interop {

// The magnitude of a decimal integer, least significant byte first, without leading zeros.
std::string magnitude_bytes(std::string_view digits);
// The integer of such bytes; nothing when it has more digits than costrel reads (4,300).
std::optional<Value> integer_of(std::string_view magnitude, bool negative);

} // namespace costrel::inline v1::interop
