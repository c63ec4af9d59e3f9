#pragma once

#include <costrel/http_date.hpp>

namespace costrel::inline v1::encoding {

/// Appends what http_date() gives.
void append_http_date(std::string& out, std::chrono::sys_seconds moment);

} // namespace costrel::inline v1::encoding
