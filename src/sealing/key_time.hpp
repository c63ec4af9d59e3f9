#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace costrel::inline v1::sealing {

// A time as key files write it, YYYY-MM-DDTHH:MM:SSZ, from 1970 to 9999. Nothing for any other
// text.
std::optional<std::chrono::sys_seconds> read_key_time(std::string_view text) noexcept;

std::string key_time(std::chrono::sys_seconds time);

} // namespace costrel::inline v1::sealing
