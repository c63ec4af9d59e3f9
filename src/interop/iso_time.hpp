#pragma once

#include <costrel/value.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::interop {

// "2024-02-28T18:36:44.000Z": what JavaScript's toISOString() and Rails write.
std::string iso_time_of(std::chrono::sys_seconds time);
// "2024-02-28T20:36:44+02:00", "2024-02-28T18:36:44Z" (RFC 3339): what msgspec writes.
std::string rfc3339_of(const DateTime& time);
// Reads that, with or without a fraction (which is cut off), and with "Z", "+02:00" or no offset,
// which is UTC then.
std::optional<std::chrono::sys_seconds> read_iso_time(std::string_view text) noexcept;

} // namespace costrel::inline v1::interop
