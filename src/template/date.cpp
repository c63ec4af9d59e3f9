#include "template/date.hpp"

#include "encoding/python_text.hpp"
#include "template/day.hpp"
#include "template/failure.hpp"
#include "template/methods.hpp"
#include "template/python_text.hpp"
#include "template/time_delta.hpp"

#include <chrono>
#include <ctime>

namespace costrel::inline v1::templates {

namespace {

std::tm wall_clock(const DateTime& date)
{
    using namespace std::chrono;
    const sys_seconds wall = date.time + date.offset;
    const auto day = floor<days>(wall);
    const year_month_day ymd(day);
    const hh_mm_ss time(wall - day);
    std::tm result{};
    result.tm_year = static_cast<int>(ymd.year()) - 1900;
    result.tm_mon = static_cast<int>(static_cast<unsigned>(ymd.month())) - 1;
    result.tm_mday = static_cast<int>(static_cast<unsigned>(ymd.day()));
    result.tm_hour = static_cast<int>(time.hours().count());
    result.tm_min = static_cast<int>(time.minutes().count());
    result.tm_sec = static_cast<int>(time.seconds().count());
    result.tm_wday = static_cast<int>(weekday(day).c_encoding());
    result.tm_yday = static_cast<int>((day - sys_days(ymd.year() / January / 1)).count());
    return result;
}

const DateTime& date_of(const Var& value)
{
    return *value.as.value->as<DateTime>();
}

// "+0100", or with a colon.
std::string offset_text(const DateTime& date, bool with_colon)
{
    std::string text = encoding::python_str(Value(date)).value_or("");
    text = text.substr(text.size() - 6);
    if (!with_colon)
        text.erase(3, 1);
    return text;
}

std::string zone_name(const DateTime& date)
{
    return date.offset == std::chrono::seconds(0) ? "UTC" : "UTC" + offset_text(date, true);
}

std::chrono::sys_days day_of(const DateTime& date)
{
    return std::chrono::floor<std::chrono::days>(date.time + date.offset);
}

std::string iso_text(const DateTime& date, std::string_view separator)
{
    std::string text = encoding::python_str(Value(date)).value_or("");
    const std::size_t blank = text.find(' ');
    return text.replace(blank, 1, separator);
}

Var strftime_method(const Var& self, const Bound& bound, const Arguments&)
{
    if (!bound.at(0).is_text())
        fail_type("strftime() argument 1 must be str, not " + std::string(type_name(bound.at(0))));
    return Var::text(date_text(date_of(self), bound.at(0).view()));
}

Var isoformat_method(const Var& self, const Bound& bound, const Arguments&)
{
    return Var::text(iso_text(date_of(self), bound[0] ? text_of(bound.at(0)) : "T"));
}

Var timestamp_method(const Var& self, const Bound&, const Arguments&)
{
    return Var::real(static_cast<double>(date_of(self).time.time_since_epoch().count()));
}

template <int sunday>
Var weekday_method(const Var& self, const Bound&, const Arguments&)
{
    const int day = wall_clock(date_of(self)).tm_wday; // 0: Sunday
    return Var::integer(day == 0 ? sunday : sunday - 7 + day);
}

Var date_of_datetime(const Var& self, const Bound&, const Arguments&)
{
    return Var::object(make<Day>(day_of(date_of(self))));
}

Var ctime_of_datetime(const Var& self, const Bound&, const Arguments&)
{
    return Var::text(date_text(date_of(self), "%c"));
}

Var ordinal_of_datetime(const Var& self, const Bound&, const Arguments&)
{
    return Var::integer(ordinal(day_of(date_of(self))));
}

Var tzname_of_datetime(const Var& self, const Bound&, const Arguments&)
{
    return Var::text(zone_name(date_of(self)));
}

Var utcoffset_of_datetime(const Var& self, const Bound&, const Arguments&)
{
    const std::chrono::microseconds offset = date_of(self).offset;
    return Var::object(make<TimeDelta>(offset.count()));
}

Var dst_of_datetime(const Var&, const Bound&, const Arguments&)
{
    return Var::none(); // of a zone that is no more than an offset
}

constexpr Method date_method_rows[] = {
    {Signature::of("date", ""), date_of_datetime},
    {Signature::of("ctime", ""), ctime_of_datetime},
    {Signature::of("toordinal", ""), ordinal_of_datetime},
    {Signature::of("tzname", ""), tzname_of_datetime},
    {Signature::of("utcoffset", ""), utcoffset_of_datetime},
    {Signature::of("dst", ""), dst_of_datetime},
    {Signature::of("strftime", "format"), strftime_method},
    {Signature::of("isoformat", "sep="), isoformat_method},
    {Signature::of("timestamp", ""), timestamp_method},
    {Signature::of("weekday", ""), weekday_method<6>},
    {Signature::of("isoweekday", ""), weekday_method<7>},
};

} // namespace

std::string date_text(const DateTime& date, std::string_view format, bool has_zone)
{
    // What Python does itself; the rest is the C library's.
    std::string expanded;
    for (std::size_t i = 0; i < format.size(); ++i) {
        if (format[i] != '%' || i + 1 == format.size()) {
            expanded += format[i];
            continue;
        }
        const char type = format[++i];
        if (type == 'z')
            expanded += has_zone ? offset_text(date, false) : "";
        else if (type == 'Z')
            expanded += has_zone ? zone_name(date) : "";
        else if (type == 'f')
            expanded += "000000";
        else
            (expanded += '%') += type;
    }
    if (expanded.size() > max_text / 64)
        fail_limit("a format of a date beyond 256 kB in a template");
    const std::tm time = wall_clock(date);
    expanded += '|'; // so that an empty result is told from one that does not fit
    std::string out(expanded.size() * 32 + 64, '\0');
    out.resize(std::strftime(out.data(), out.size(), expanded.c_str(), &time));
    if (!out.empty())
        out.pop_back();
    return out;
}

std::string date_repr(const DateTime& date)
{
    const std::tm time = wall_clock(date);
    std::string out = "datetime.datetime(" + std::to_string(time.tm_year + 1900) + ", " +
                      std::to_string(time.tm_mon + 1) + ", " + std::to_string(time.tm_mday) + ", " +
                      std::to_string(time.tm_hour) + ", " + std::to_string(time.tm_min);
    if (time.tm_sec != 0)
        out += ", " + std::to_string(time.tm_sec);
    if (date.offset == std::chrono::seconds(0))
        return out + ", tzinfo=datetime.timezone.utc)";
    const auto seconds = date.offset.count();
    const auto days = seconds < 0 ? (seconds - 86399) / 86400 : seconds / 86400;
    out += ", tzinfo=datetime.timezone(datetime.timedelta(";
    if (days != 0)
        out += "days=" + std::to_string(days) + ", ";
    return out + "seconds=" + std::to_string(seconds - days * 86400) + ")))";
}

std::optional<Var> date_attribute(const Var& value, std::string_view name)
{
    if (const auto* uuid = value.as.value->as<Uuid>())
        return name == "hex" ? std::optional(Var::text(uuid->hex())) : std::nullopt;
    if (!value.as.value->as<DateTime>())
        return std::nullopt;
    const std::tm time = wall_clock(date_of(value));
    const auto part = [name](std::string_view its_name, int number) {
        return name == its_name ? std::optional(Var::integer(number)) : std::nullopt;
    };
    for (const auto& found :
         {part("year", time.tm_year + 1900), part("month", time.tm_mon + 1),
          part("day", time.tm_mday), part("hour", time.tm_hour), part("minute", time.tm_min),
          part("second", time.tm_sec), part("microsecond", 0)})
        if (found)
            return found;
    return std::nullopt;
}

std::span<const Method> date_methods() noexcept
{
    return date_method_rows;
}

} // namespace costrel::inline v1::templates
