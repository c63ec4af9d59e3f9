#include "stores/postgresql/binary.hpp"

#include <algorithm>
#include <chrono>

namespace costrel::inline v1::stores {

namespace {

constexpr std::int64_t year_2000 = 946'684'800'000;

} // namespace

std::string binary_number(std::uint64_t number)
{
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes += static_cast<char>(number >> shift);
    return bytes;
}

std::uint64_t number_in(std::string_view bytes) noexcept
{
    std::uint64_t number = 0;
    for (const char byte : bytes)
        number = number << 8 | static_cast<unsigned char>(byte);
    return number;
}

std::string binary_time(SysMillis time)
{
    constexpr std::int64_t year_20000 = 568'971'820'800'000;
    const std::int64_t since_1970 =
        std::clamp<std::int64_t>(time.time_since_epoch().count(), 0, year_20000);
    return binary_number(static_cast<std::uint64_t>((since_1970 - year_2000) * 1'000));
}

SysMillis time_in(std::string_view microseconds) noexcept
{
    const auto since_2000 = static_cast<std::int64_t>(number_in(microseconds));
    return SysMillis(std::chrono::milliseconds(since_2000 / 1'000 + year_2000));
}

std::string binary_milliseconds(SysMillis time)
{
    return binary_number(static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

std::string little_endian(std::uint64_t number)
{
    std::string bytes = binary_number(number);
    std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

} // namespace costrel::inline v1::stores
