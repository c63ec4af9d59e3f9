#include "template/containers.hpp"

#include "template/globals.hpp"
#include "template/python_text.hpp"

#include <cmath>

namespace costrel::inline v1::templates {

std::string_view DictView::type_name() const
{
    switch (part_) {
    case Part::keys:
        return "dict_keys";
    case Part::values:
        return "dict_values";
    case Part::items:
        break;
    }
    return "dict_items";
}

std::string DictView::repr()
{
    std::vector<Var> items;
    for (std::size_t i = 0; i < dict_size(dict_); ++i)
        items.push_back(at(i));
    return std::string(type_name()) + "(" + templates::repr(Var::list(std::move(items))) + ")";
}

bool DictView::next(std::size_t& state, Var& out)
{
    if (state >= dict_size(dict_))
        return false;
    out = at(state++);
    return true;
}

bool DictView::has_item(const Var& searched)
{
    if (part_ == Part::values)
        return Object::has_item(searched);
    if (part_ == Part::keys)
        return contains(dict_, searched);
    if (!searched.is_tuple() || searched.size() != 2)
        return false;
    const auto value = entry_of(dict_, searched.at(0));
    return value && equal(*value, searched.at(1));
}

bool DictView::is_equal(const Object& other) const
{
    const auto* view = dynamic_cast<const DictView*>(&other);
    if (!view || !is_set() || !view->is_set() || dict_size(dict_) != dict_size(view->dict_))
        return false;
    const Nesting nesting;
    DictView searched(view->dict_, view->part_);
    for (std::size_t i = 0; i < dict_size(dict_); ++i)
        if (!searched.has_item(at(i)))
            return false;
    return true;
}

Var DictView::at(std::size_t index) const
{
    if (part_ == Part::keys)
        return dict_key(dict_, index);
    if (part_ == Part::values)
        return dict_value(dict_, index);
    return Var::tuple({dict_key(dict_, index), dict_value(dict_, index)});
}

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

std::array<std::int64_t, 3> Range::identity() const noexcept
{
    return {static_cast<std::int64_t>(size_), size_ == 0 ? 0 : start_, size_ < 2 ? 0 : step_};
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
    const auto* range = dynamic_cast<const Range*>(&other);
    return range && identity() == range->identity();
}

bool Generator::next(std::size_t&, Var& out)
{
    if (is_done_)
        return false;
    if (is_at_work_)
        fail_value("generator already executing");
    // What a generator goes through may be one in turn, and so on.
    const Nesting nesting;
    struct Work {
        bool& is_at_work;
        ~Work() { is_at_work = false; }
    };
    is_at_work_ = true;
    const Work work{is_at_work_};
    is_done_ = !produce(out);
    return !is_done_;
}

namespace {

// Whether one of the values is `container` or holds it. Looks at `most` of them.
bool holds(const Var& value, const Shared* container, std::size_t& most)
{
    if (most == 0)
        return false;
    --most;
    const Nesting nesting;
    switch (value.kind) {
    case Kind::list:
    case Kind::tuple:
        if (value.as.items == container)
            return true;
        return std::any_of(value.as.items->values.begin(), value.as.items->values.end(),
                           [&](const Var& item) { return holds(item, container, most); });
    case Kind::dict:
        if (value.as.mapping == container)
            return true;
        for (std::size_t i = 0; i < value.as.mapping->size(); ++i)
            if (holds((*value.as.mapping)[i].second, container, most))
                return true;
        return false;
    case Kind::object: {
        if (value.as.object == container)
            return true;
        auto* its_namespace = value.object_as<Namespace>();
        if (!its_namespace)
            return false;
        for (std::size_t i = 0; i < its_namespace->attributes().size(); ++i)
            if (holds(its_namespace->attributes()[i].second, container, most))
                return true;
        return false;
    }
    default:
        return false;
    }
}

} // namespace

void require_apart(const Var& value, const Shared* container)
{
    std::size_t most = 10'000;
    if (holds(value, container, most))
        fail_limit("a list, dict or namespace that holds itself");
}

void update(Mapping& mapping, const Var& other)
{
    if (other.kind != Kind::dict || other.as.mapping != &mapping)
        require_apart(other, &mapping);
    if (other.is_dict()) {
        const Var kept = other; // it may be the mapping itself
        for (std::size_t i = 0; i < dict_size(kept); ++i)
            mapping.set(dict_key(kept, i), dict_value(kept, i));
        return;
    }
    for (const Var& pair : all_of(other)) {
        const std::vector<Var> parts = all_of(pair);
        if (parts.size() != 2)
            fail_value("dictionary update sequence element has length " +
                       std::to_string(parts.size()) + "; 2 is required");
        mapping.set(parts[0], parts[1]);
    }
}

std::vector<Var> unpacked(const Var& value, std::size_t count)
{
    std::vector<Var> parts;
    if (value.is_sequence()) {
        parts.reserve(count);
        if (value.size() <= count)
            for (std::size_t i = 0; i < value.size(); ++i)
                parts.push_back(value.at(i));
        if (value.size() > count)
            fail_value("too many values to unpack (expected " + std::to_string(count) + ")");
    } else {
        if (value.kind != Kind::object && !value.is_text() && !value.is_dict() &&
            !value.is_undefined())
            fail_type("cannot unpack non-iterable " + std::string(type_name(value)) + " object");
        Iterator iterator(value);
        for (Var part; iterator.next(part);) {
            if (parts.size() == count)
                fail_value("too many values to unpack (expected " + std::to_string(count) + ")");
            parts.push_back(std::move(part));
        }
    }
    if (parts.size() < count)
        fail_value("not enough values to unpack (expected " + std::to_string(count) + ", got " +
                   std::to_string(parts.size()) + ")");
    return parts;
}

} // namespace costrel::inline v1::templates
