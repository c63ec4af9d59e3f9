#include "encoding/http_date.hpp"

#include <array>
#include <stdexcept>
#include <string_view>

namespace costrel::inline v1 {

namespace encoding {

namespace {

char* put(char* to, std::string_view text)
{
    return to + text.copy(to, text.size());
}

char* put_two_digits(char* to, unsigned number)
{
    to[0] = static_cast<char>('0' + number / 10);
    to[1] = static_cast<char>('0' + number % 10);
    return to + 2;
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
    std::array<char, 29> text;
    char* to = put(text.data(), weekdays.substr(weekday(day).c_encoding() * 3, 3));
    to = put(to, ", ");
    to = put_two_digits(to, static_cast<unsigned>(date.day()));
    *to++ = ' ';
    to = put(to, months.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3));
    *to++ = ' ';
    to = put_two_digits(to, year_number / 100);
    to = put_two_digits(to, year_number % 100);
    *to++ = ' ';
    to = put_two_digits(to, static_cast<unsigned>(time.hours().count()));
    *to++ = ':';
    to = put_two_digits(to, static_cast<unsigned>(time.minutes().count()));
    *to++ = ':';
    to = put_two_digits(to, static_cast<unsigned>(time.seconds().count()));
    put(to, " GMT");
    out.append(text.data(), text.size());
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
