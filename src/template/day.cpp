#include "template/day.hpp"

#include "template/date.hpp"
#include "template/failure.hpp"
#include "template/methods.hpp"

#include <algorithm>

namespace costrel::inline v1::templates {

namespace {

constexpr std::chrono::sys_days first_day = std::chrono::year(1) / std::chrono::January / 1;
constexpr std::chrono::sys_days last_day = std::chrono::year(9999) / std::chrono::December / 31;

const Day& day_in(const Var& value)
{
    return *value.object_as<Day>();
}

std::string padded_number(unsigned number, std::size_t width)
{
    const std::string text = std::to_string(number);
    return std::string(width - std::min(width, text.size()), '0') + text;
}

Var isoformat_of_day(const Var& self, const Bound&, const Arguments&)
{
    return Var::text(self.as.object->text());
}

Var strftime_of_day(const Var& self, const Bound& bound, const Arguments&)
{
    return Var::text(day_text(day_in(self), text_argument(bound.at(0))));
}

Var ctime_of_day(const Var& self, const Bound&, const Arguments&)
{
    return Var::text(day_text(day_in(self), "%c"));
}

Var ordinal_of_day(const Var& self, const Bound&, const Arguments&)
{
    return Var::integer(ordinal(day_in(self).day()));
}

template <int sunday>
Var weekday_of_day(const Var& self, const Bound&, const Arguments&)
{
    const auto from_monday =
        static_cast<int>(std::chrono::weekday(day_in(self).day()).iso_encoding());
    return Var::integer(from_monday - 7 + sunday);
}

constexpr Method methods_of_day[] = {
    method("isoformat", "", isoformat_of_day), method("strftime", "format", strftime_of_day),
    method("ctime", "", ctime_of_day),         method("toordinal", "", ordinal_of_day),
    method("weekday", "", weekday_of_day<6>),  method("isoweekday", "", weekday_of_day<7>),
};

} // namespace

std::optional<Var> Day::attribute(std::string_view name)
{
    const std::chrono::year_month_day parts(day_);
    if (name == "year")
        return Var::integer(static_cast<int>(parts.year()));
    if (name == "month")
        return Var::integer(static_cast<unsigned>(parts.month()));
    if (name == "day")
        return Var::integer(static_cast<unsigned>(parts.day()));
    return std::nullopt;
}

std::span<const Method> Day::methods() const noexcept
{
    return methods_of_day;
}

std::string Day::text()
{
    const std::chrono::year_month_day parts(day_);
    return padded_number(static_cast<unsigned>(static_cast<int>(parts.year())), 4) + '-' +
           padded_number(static_cast<unsigned>(parts.month()), 2) + '-' +
           padded_number(static_cast<unsigned>(parts.day()), 2);
}

std::string Day::repr()
{
    const std::chrono::year_month_day parts(day_);
    return "datetime.date(" + std::to_string(static_cast<int>(parts.year())) + ", " +
           std::to_string(static_cast<unsigned>(parts.month())) + ", " +
           std::to_string(static_cast<unsigned>(parts.day())) + ")";
}

std::optional<Var> Day::plain()
{
    return Var::owning(Value(DateTime{day_, std::chrono::seconds(0)}));
}

std::string day_text(const Day& day, std::string_view format)
{
    return date_text({day.day(), std::chrono::seconds(0)}, format, false);
}

Var days_after(const Day& day, std::int64_t days_later)
{
    const std::int64_t most = (last_day - first_day).count();
    if (days_later > most || days_later < -most)
        fail_value("date value out of range");
    const std::chrono::sys_days there = day.day() + std::chrono::days(static_cast<int>(days_later));
    if (there < first_day || there > last_day)
        fail_value("date value out of range");
    return Var::object(make<Day>(there));
}

std::int64_t ordinal(std::chrono::sys_days day) noexcept
{
    return (day - first_day).count() + 1;
}

} // namespace costrel::inline v1::templates
