#pragma once

#include <optional>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1::detail {

/// Integers in a path, read by the library so that <charconv> costs the user's file nothing.
/// Nothing when the text is not an integer as a whole, or is one that is too large.
std::optional<long long> read_integer(std::string_view text) noexcept;
std::optional<unsigned long long> read_natural(std::string_view text) noexcept;

} // namespace costrel::inline v1::detail

#pragma GCC visibility pop
