#pragma once

#include <costrel/session/store.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace costrel::inline v1::stores {

// Parameters and columns in PostgreSQL's binary form: integers are big-endian, times microseconds
// since 2000.
std::string binary_number(std::uint64_t number);
std::uint64_t number_in(std::string_view bytes) noexcept;
// Between dates that PostgreSQL knows: any end before or after is as good as none.
std::string binary_time(SysMillis time);
SysMillis time_in(std::string_view microseconds) noexcept;
// Milliseconds since 1970, as a number.
std::string binary_milliseconds(SysMillis time);

// As it stands in the header of a record.
std::string little_endian(std::uint64_t number);

} // namespace costrel::inline v1::stores
