#include "interop/iso_time.hpp"

#include "encoding/ascii.hpp"

#include <array>
#include <cstdio>

namespace costrel::inline v1::interop {

namespace {

using std::chrono::sys_seconds;

// Takes `count` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t count) noexcept
{
    if (text.size() < count)
        return std::nullopt;
    int number = 0;
    for (const char c : text.substr(0, count)) {
        if (!encoding::is_digit(c))
            return std::nullopt;
        number = number * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return number;
}

bool take(std::string_view& text, char c) noexcept
{
    if (!text.starts_with(c))
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::minutes> read_offset(std::string_view text) noexcept
{
    if (text.empty() || text == "Z")
        return std::chrono::minutes(0);
    const bool west = text.front() == '-';
    if (!take(text, west ? '-' : '+'))
        return std::nullopt;
    const auto hours = take_number(text, 2);
    take(text, ':');
    const auto minutes = take_number(text, 2);
    if (!hours || !minutes || !text.empty() || *hours > 23 || *minutes > 59)
        return std::nullopt;
    return std::chrono::minutes((west ? -1 : 1) * (*hours * 60 + *minutes));
}

} // namespace

namespace {

// "2024-02-28T18:36:44", as a clock shows it that is ahead of UTC by as much as `time`.
std::string clock_text(sys_seconds time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    std::array<char, 40> text;
    const int size = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
        static_cast<int>(clock.seconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

} // namespace

std::string iso_time_of(sys_seconds time)
{
    return clock_text(time) + ".000Z";
}

std::string rfc3339_of(const DateTime& time)
{
    if (time.offset == std::chrono::seconds(0))
        return clock_text(time.time) + 'Z';
    const auto offset = std::chrono::round<std::chrono::minutes>(time.offset);
    const auto size = std::chrono::abs(offset).count();
    std::array<char, 32> text;
    std::snprintf(text.data(), text.size(), "%c%02d:%02d", offset.count() < 0 ? '-' : '+',
                  static_cast<int>(size / 60), static_cast<int>(size % 60));
    return clock_text(time.time + time.offset) + text.data();
}

std::optional<sys_seconds> read_iso_time(std::string_view text) noexcept
{
    // The two digits behind a separator, or -1.
    const auto part = [&text](char separator, char other, int most) noexcept {
        if (!take(text, separator) && !take(text, other))
            return -1;
        const int number = take_number(text, 2).value_or(-1);
        return number <= most ? number : -1;
    };
    const int year = take_number(text, 4).value_or(-1);
    const int month = part('-', '-', 12);
    const int day = part('-', '-', 31);
    const int hour = part('T', ' ', 23);
    const int minute = part(':', ':', 59);
    const int second = part(':', ':', 59);
    if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0)
        return std::nullopt;
    if (take(text, '.')) {
        if (text.empty() || !encoding::is_digit(text.front()))
            return std::nullopt;
        while (!text.empty() && encoding::is_digit(text.front()))
            text.remove_prefix(1);
    }
    const auto offset = read_offset(text);
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!offset || !date.ok())
        return std::nullopt;
    return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           std::chrono::seconds(second) - *offset;
}

} // namespace costrel::inline v1::interop
