#include "template/containers.hpp"

#include "template/globals.hpp"
#include "template/methods.hpp"
#include "template/python_text.hpp"

#include <algorithm>

namespace costrel::inline v1::templates {

namespace {

constexpr Method of_view[] = {
    method("isdisjoint", "/other",
           [](const Var& self, const Bound& bound, const Arguments&) {
               Iterator others(bound.at(0));
               for (Var other; others.next(other);)
                   if (contains(self, other))
                       return Var::boolean(false);
               return Var::boolean(true);
           }),
    method("__len__", "",
           [](const Var& self, const Bound&, const Arguments&) {
               return Var::integer_of(length_of(self));
           }),
};

} // namespace

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

std::span<const Method> DictView::methods() const noexcept
{
    return std::span(of_view).subspan(is_set() ? 0 : 1); // only sets are disjoint
}

Var DictView::at(std::size_t index) const
{
    if (part_ == Part::keys)
        return dict_key(dict_, index);
    if (part_ == Part::values)
        return dict_value(dict_, index);
    return Var::tuple({dict_key(dict_, index), dict_value(dict_, index)});
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
    require_defined(other);
    if (other.kind != Kind::dict || other.as.mapping != &mapping)
        require_apart(other, &mapping);
    if (const Var kept = as_dict(other); kept.is_dict()) { // it may be the mapping itself
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
