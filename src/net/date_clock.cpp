#include "net/date_clock.hpp"

#include <ctime>

namespace costrel::net {

namespace {

constexpr std::string_view days = "SunMonTueWedThuFriSat";
constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

// Not strftime: its names of days and months follow the locale.
class Writer {
public:
    explicit Writer(char* at) noexcept : at_(at) {}
    Writer& text(std::string_view text) noexcept
    {
        at_ += text.copy(at_, text.size());
        return *this;
    }
    Writer& name(std::string_view names, int index) noexcept
    {
        return text(names.substr(static_cast<std::size_t>(index) * 3, 3));
    }
    Writer& two_digits(int number) noexcept
    {
        *at_++ = static_cast<char>('0' + number / 10 % 10);
        *at_++ = static_cast<char>('0' + number % 10);
        return *this;
    }

private:
    char* at_;
};

} // namespace

void DateClock::refresh(std::chrono::system_clock::time_point now) noexcept
{
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second == second_)
        return;
    second_ = second;

    const std::time_t time = std::chrono::system_clock::to_time_t(second);
    std::tm utc{};
    ::gmtime_r(&time, &utc);
    const int year = utc.tm_year + 1900;
    Writer(text_.data())
        .name(days, utc.tm_wday)
        .text(", ")
        .two_digits(utc.tm_mday)
        .text(" ")
        .name(months, utc.tm_mon)
        .text(" ")
        .two_digits(year / 100)
        .two_digits(year % 100)
        .text(" ")
        .two_digits(utc.tm_hour)
        .text(":")
        .two_digits(utc.tm_min)
        .text(":")
        .two_digits(utc.tm_sec)
        .text(" GMT");
}

} // namespace costrel::net
