#include "template/range.hpp"

#include "template/failure.hpp"
#include "template/methods.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"

#include <algorithm>
#include <cmath>

namespace costrel::inline v1::templates {

namespace {

Var count_in_range(const Var& self, const Bound& bound, const Arguments&)
{
    return Var::integer(contains(self, bound.at(0)) ? 1 : 0);
}

Var index_in_range(const Var& self, const Bound& bound, const Arguments&)
{
    std::int64_t index = 0;
    Iterator numbers(self);
    for (Var number; numbers.next(number); ++index)
        if (equal(number, bound.at(0)))
            return Var::integer(index);
    fail_value(repr(bound.at(0)) + " is not in range");
}

Var length_of_range(const Var& self, const Bound&, const Arguments&)
{
    return Var::integer_of(length_of(self));
}

constexpr Method of_range[] = {
    method("count", "/value", count_in_range),
    method("index", "/value", index_in_range),
    method("__len__", "", length_of_range),
};

} // namespace

Range::Range(std::int64_t start, std::int64_t stop, std::int64_t step)
    : start_(start), stop_(stop), step_(step), size_(0)
{
    if (step == 0)
        fail_value("range() arg 3 must not be zero");
    if (step > 0 ? start >= stop : start <= stop)
        return;
    const std::uint64_t distance =
        step > 0 ? static_cast<std::uint64_t>(stop) - static_cast<std::uint64_t>(start)
                 : static_cast<std::uint64_t>(start) - static_cast<std::uint64_t>(stop);
    const std::uint64_t stride =
        step > 0 ? static_cast<std::uint64_t>(step) : 0 - static_cast<std::uint64_t>(step);
    const std::uint64_t count = (distance - 1) / stride + 1;
    if (count > max_items)
        fail_limit("a range of more than 1,000,000 numbers in a template");
    size_ = static_cast<std::size_t>(count);
}

std::string Range::repr()
{
    std::string out = "range(" + std::to_string(start_) + ", " + std::to_string(stop_);
    if (step_ != 1)
        out += ", " + std::to_string(step_);
    return out + ")";
}

Var Range::at(std::size_t index) const
{
    // What lies between start and stop fits; on the way to it the product may not.
    return Var::integer(
        static_cast<std::int64_t>(static_cast<std::uint64_t>(start_) +
                                  std::uint64_t{index} * static_cast<std::uint64_t>(step_)));
}

Object::Identity Range::identity() const noexcept
{
    return {1, static_cast<std::int64_t>(size_), size_ == 0 ? 0 : start_, size_ < 2 ? 0 : step_};
}

std::optional<Var> Range::item(const Var& key)
{
    if (!key.is_whole())
        return std::nullopt;
    const auto size = static_cast<std::int64_t>(size_);
    const std::int64_t index = key.whole();
    if (index >= size || index < -size)
        return std::nullopt;
    return at(static_cast<std::size_t>(index < 0 ? index + size : index));
}

std::optional<Var> Range::slice(const Var& start, const Var& stop, const Var& step)
{
    const Steps steps = steps_of(start, stop, step, size_);
    const auto number_at = [this](std::int64_t index) {
        return add(Var::integer(start_), multiply(Var::integer(index), Var::integer(step_)))
            .whole();
    };
    const Var stride = multiply(Var::integer(step_), Var::integer(steps.step));
    return Var::object(make<Range>(number_at(steps.start), number_at(steps.stop), stride.whole()));
}

bool Range::next(std::size_t& state, Var& out)
{
    if (state >= size_)
        return false;
    out = at(state++);
    return true;
}

bool Range::has_item(const Var& searched)
{
    if (size_ == 0 || !searched.is_number())
        return false;
    if (searched.kind == Kind::real) { // found only if it is one of the integers
        const double real = searched.as.real;
        if (!(real >= -0x1p63 && real < 0x1p63) || std::trunc(real) != real)
            return false;
    }
    const std::int64_t number =
        searched.is_whole() ? searched.whole() : static_cast<std::int64_t>(searched.as.real);
    const std::int64_t last = at(size_ - 1).whole();
    if (number < std::min(start_, last) || number > std::max(start_, last))
        return false;
    // The distance from the start may not fit an int64, nor may the size of the step.
    const auto distance = [](std::int64_t from, std::int64_t to) {
        const auto a = static_cast<std::uint64_t>(from);
        const auto b = static_cast<std::uint64_t>(to);
        return from < to ? b - a : a - b;
    };
    return distance(start_, number) % distance(0, step_) == 0;
}

bool Range::is_equal(const Object& other) const
{
    return identity() == other.identity();
}

std::optional<Var> Range::attribute(std::string_view name)
{
    if (name == "start")
        return Var::integer(start_);
    if (name == "stop")
        return Var::integer(stop_);
    if (name == "step")
        return Var::integer(step_);
    return std::nullopt;
}

std::span<const Method> Range::methods() const noexcept
{
    return of_range;
}

} // namespace costrel::inline v1::templates
