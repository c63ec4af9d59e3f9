#pragma once

#include <costrel/encoding/value.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// A time point as HTTP writes it (RFC 9110 section 5.6.7), "Tue, 14 Nov 2023 22:13:20 GMT".
/// Throws std::invalid_argument outside the years 1 to 9999.
std::string http_date(std::chrono::sys_seconds moment);

/// Reads a date as Werkzeug's parse_date() does, that is, as mail readers do: day and month, and
/// year and time, may be swapped, the weekday is ignored, a year of two digits is taken as 1969 to
/// 2068, and a zone that is missing or not known is UTC. Returns nothing for what is not a date.
/// Takes time proportional to the length of the text.
std::optional<DateTime> parse_date(std::string_view text);

} // namespace costrel::inline v1

#pragma GCC visibility pop
