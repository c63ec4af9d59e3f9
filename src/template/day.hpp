#pragma once

#include "template/object.hpp"

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace costrel::inline v1::templates {

// Python's date: what the method date() of a datetime gives.
class Day : public Object {
public:
    explicit Day(std::chrono::sys_days day) noexcept : day_(day) {}

    std::chrono::sys_days day() const noexcept { return day_; }

    std::string_view type_name() const override { return "datetime.date"; }
    std::optional<Var> attribute(std::string_view name) override;
    std::span<const Method> methods() const noexcept override;
    std::string text() override;
    std::string repr() override;
    std::optional<Var> plain() override; // its midnight, in UTC, as Flask's JSON has it
    bool is_equal(const Object& other) const override { return identity() == other.identity(); }
    Identity identity() const noexcept override
    {
        return {3, day_.time_since_epoch().count(), 0, 0};
    }

private:
    std::chrono::sys_days day_;
};

// strftime() of a date, which knows no zone.
std::string day_text(const Day& day, std::string_view format);
// The day that many days later. Throws a Failure where Python has no such date.
Var days_after(const Day& day, std::int64_t days);
// As date.toordinal() counts: 1 is the first day of the year 1.
std::int64_t ordinal(std::chrono::sys_days day) noexcept;

} // namespace costrel::inline v1::templates
