#pragma once

#include "template/object.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace costrel::inline v1::templates {

// Python's timedelta: what lies between two dates.
class TimeDelta : public Object {
public:
    explicit TimeDelta(std::int64_t microseconds) noexcept : microseconds_(microseconds) {}

    std::int64_t microseconds() const noexcept { return microseconds_; }

    std::string_view type_name() const override { return "datetime.timedelta"; }
    std::optional<Var> attribute(std::string_view name) override;
    std::span<const Method> methods() const noexcept override;
    std::string text() override;
    std::string repr() override;
    bool is_true() override { return microseconds_ != 0; }
    bool is_equal(const Object& other) const override { return identity() == other.identity(); }
    Identity identity() const noexcept override { return {2, microseconds_, 0, 0}; }

private:
    std::int64_t microseconds_;
};

// The result of an operator of which one side at least is a date or a timedelta; nothing: Python
// has none for them.
std::optional<Var> date_arithmetic(std::string_view op, const Var& left, const Var& right);
// How two dates, or two timedeltas, are ordered; nothing: they are not such.
std::optional<std::strong_ordering> date_order(const Var& left, const Var& right);

} // namespace costrel::inline v1::templates
