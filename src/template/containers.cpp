#include "template/containers.hpp"

#include "template/globals.hpp"
#include "template/python_text.hpp"

namespace costrel::templates {

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
    return Var::integer(start_ + static_cast<std::int64_t>(index) * step_);
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
    std::vector<Var> numbers;
    for (std::size_t i = 0; i < size_; ++i)
        numbers.push_back(at(i));
    const Var sliced = slice_of(Var::list(std::move(numbers)), start, stop, step);
    const std::int64_t stride = step_ * (step.is_none() ? 1 : step.whole());
    if (sliced.size() == 0)
        return Var::object(make<Range>(start_, start_, stride));
    const std::int64_t last = sliced.at(sliced.size() - 1).whole();
    return Var::object(make<Range>(sliced.at(0).whole(), last + stride, stride));
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
    std::size_t state = 0;
    for (Var number; next(state, number);)
        if (equal(number, searched))
            return true;
    return false;
}

bool Range::is_equal(const Object& other) const
{
    const auto* range = dynamic_cast<const Range*>(&other);
    return range && size_ == range->size_ &&
           (size_ == 0 || (start_ == range->start_ && (size_ == 1 || step_ == range->step_)));
}

bool Generator::has_item(const Var& searched)
{
    std::size_t state = 0;
    for (Var item; next(state, item);)
        if (equal(item, searched))
            return true;
    return false;
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

} // namespace costrel::templates
