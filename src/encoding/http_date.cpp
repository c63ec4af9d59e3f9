#include "encoding/http_date.hpp"

#include <stdexcept>

namespace costrel::inline v1 {

namespace encoding {

namespace {

void append_two_digits(std::string& out, unsigned number)
{
    out += static_cast<char>('0' + number / 10);
    out += static_cast<char>('0' + number % 10);
}

} // namespace

void append_http_date(std::string& out, std::chrono::sys_seconds moment)
{
    using namespace std::chrono;
    constexpr std::string_view weekdays = "SunMonTueWedThuFriSat";
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    constexpr sys_seconds begin = sys_days(year(1) / 1 / 1);
    constexpr sys_seconds end = sys_days(year(10000) / 1 / 1);
    if (moment < begin || moment >= end)
        throw std::invalid_argument(
            "costrel: a moment outside the years 1 to 9999 cannot be written as a date");

    const auto day = floor<days>(moment);
    const year_month_day date(day);
    const hh_mm_ss time(moment - day);
    const auto year_number = static_cast<unsigned>(static_cast<int>(date.year()));
    out += weekdays.substr(weekday(day).c_encoding() * 3, 3);
    out += ", ";
    append_two_digits(out, static_cast<unsigned>(date.day()));
    out += ' ';
    out += months.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3);
    out += ' ';
    append_two_digits(out, year_number / 100);
    append_two_digits(out, year_number % 100);
    out += ' ';
    append_two_digits(out, static_cast<unsigned>(time.hours().count()));
    out += ':';
    append_two_digits(out, static_cast<unsigned>(time.minutes().count()));
    out += ':';
    append_two_digits(out, static_cast<unsigned>(time.seconds().count()));
    out += " GMT";
}

} // namespace encoding

std::string http_date(std::chrono::sys_seconds moment)
{
    std::string out;
    out.reserve(29);
    encoding::append_http_date(out, moment);
    return out;
}

} // namespace costrel::inline v1
