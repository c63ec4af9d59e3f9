#include "template/containers.hpp"
#include "template/failure.hpp"
#include "template/methods.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"

#include <algorithm>

// The methods of dict, list and tuple.
namespace costrel::inline v1::templates {

namespace {

template <DictView::Part part>
Var view_method(const Var& self, const Bound&, const Arguments&)
{
    return Var::object(make<DictView>(self, part));
}

Var get_method(const Var& self, const Bound& bound, const Arguments&)
{
    require_hashable(bound.at(0));
    if (auto value = entry_of(self, bound.at(0)))
        return *std::move(value);
    return bound[1] ? bound.at(1) : Var::none();
}

Var copy_dict(const Var& self, const Bound&, const Arguments&)
{
    Var copy = Var::dict();
    update(*copy.as.mapping, self);
    return copy;
}

Mapping& own(const Var& self)
{
    if (self.kind != Kind::dict)
        fail_type("a template cannot change a dict of the context");
    return *self.as.mapping;
}

std::vector<Var>& own_list(const Var& self)
{
    if (self.kind != Kind::list)
        fail_type("a template cannot change a list of the context");
    return self.as.items->values;
}

Var update_method(const Var& self, const Bound& bound, const Arguments& arguments)
{
    if (arguments.positional.size() > 1)
        fail_type("update expected at most 1 argument, got " +
                  std::to_string(arguments.positional.size()));
    if (bound[0])
        update(own(self), bound.at(0));
    for (const auto& [name, value] : arguments.named) {
        require_apart(value, &own(self));
        own(self).set(Var::lent_text(name), value);
    }
    return Var::none();
}

Var pop_entry(const Var& self, const Bound& bound, const Arguments&)
{
    Mapping& dict = own(self);
    if (const Var* found = dict.find(bound.at(0))) {
        Var value = *found;
        dict.erase(bound.at(0));
        return value;
    }
    if (!bound[1])
        fail_value(repr(bound.at(0)));
    return bound.at(1);
}

Var popitem_method(const Var& self, const Bound&, const Arguments&)
{
    Mapping& dict = own(self);
    if (dict.size() == 0)
        fail_value("'popitem(): dictionary is empty'");
    const auto [key, value] = dict[dict.size() - 1];
    dict.erase(key);
    return Var::tuple({key, value});
}

Var setdefault_method(const Var& self, const Bound& bound, const Arguments&)
{
    Mapping& dict = own(self);
    if (const Var* found = dict.find(bound.at(0)))
        return *found;
    const Var value = bound[1] ? bound.at(1) : Var::none();
    require_apart(value, &dict);
    dict.set(bound.at(0), value);
    return value;
}

Var clear_dict(const Var& self, const Bound&, const Arguments&)
{
    own(self).clear();
    return Var::none();
}

void require_place(const std::vector<Var>& list)
{
    if (list.size() >= max_items)
        fail_limit("a list of more than 1,000,000 items in a template");
}

Var append_method(const Var& self, const Bound& bound, const Arguments&)
{
    std::vector<Var>& list = own_list(self);
    require_place(list);
    require_apart(bound.at(0), self.as.items);
    list.push_back(bound.at(0));
    return Var::none();
}

Var extend_method(const Var& self, const Bound& bound, const Arguments&)
{
    std::vector<Var>& list = own_list(self);
    for (Var& value : all_of(bound.at(0))) {
        require_place(list);
        require_apart(value, self.as.items);
        list.push_back(std::move(value));
    }
    return Var::none();
}

std::ptrdiff_t place_in(const std::vector<Var>& list, std::int64_t index)
{
    const auto size = static_cast<std::int64_t>(list.size());
    return static_cast<std::ptrdiff_t>(
        std::clamp<std::int64_t>(index < 0 ? index + size : index, 0, size));
}

Var insert_method(const Var& self, const Bound& bound, const Arguments&)
{
    std::vector<Var>& list = own_list(self);
    require_place(list);
    require_apart(bound.at(1), self.as.items);
    list.insert(list.begin() + place_in(list, index_from(bound.at(0))), bound.at(1));
    return Var::none();
}

Var pop_item(const Var& self, const Bound& bound, const Arguments&)
{
    std::vector<Var>& list = own_list(self);
    if (list.empty())
        fail_value("pop from empty list");
    const auto size = static_cast<std::int64_t>(list.size());
    const std::int64_t index = bound.integer(0, -1);
    if (index >= size || index < -size)
        fail_value("pop index out of range");
    const auto at = list.begin() + place_in(list, index);
    Var value = *at;
    list.erase(at);
    return value;
}

Var remove_method(const Var& self, const Bound& bound, const Arguments&)
{
    std::vector<Var>& list = own_list(self);
    const auto at = std::find_if(list.begin(), list.end(),
                                 [&](const Var& value) { return equal(value, bound.at(0)); });
    if (at == list.end())
        fail_value("list.remove(x): x not in list");
    list.erase(at);
    return Var::none();
}

Var clear_list(const Var& self, const Bound&, const Arguments&)
{
    own_list(self).clear();
    return Var::none();
}

Var reverse_method(const Var& self, const Bound&, const Arguments&)
{
    std::vector<Var>& list = own_list(self);
    std::reverse(list.begin(), list.end());
    return Var::none();
}

Var sort_method(const Var& self, const Bound& bound, const Arguments& arguments)
{
    if (!arguments.positional.empty())
        fail_type("sort() takes no positional arguments");
    if (bound.unless_none(0))
        fail_type("sort() in a template takes no key");
    const bool is_reversed = bound.flag(1);
    std::vector<Var>& list = own_list(self);
    std::vector<Var> sorted = list;
    sort_values(
        sorted, [](const Var& value) { return value; }, is_reversed);
    list = std::move(sorted);
    return Var::none();
}

Var count_method(const Var& self, const Bound& bound, const Arguments&)
{
    std::int64_t count = 0;
    for (std::size_t i = 0; i < self.size(); ++i)
        count += equal(self.at(i), bound.at(0)) ? 1 : 0;
    return Var::integer(count);
}

Var index_method(const Var& self, const Bound& bound, const Arguments&)
{
    const auto size = static_cast<std::int64_t>(self.size());
    const auto place = [&](std::size_t argument, std::int64_t otherwise) {
        const std::int64_t at = bound.integer(argument, otherwise);
        return std::clamp<std::int64_t>(at < 0 ? at + size : at, 0, size);
    };
    const std::int64_t start = place(1, 0);
    const std::int64_t end = place(2, size);
    for (std::int64_t i = start; i < end; ++i)
        if (equal(self.at(static_cast<std::size_t>(i)), bound.at(0)))
            return Var::integer(i);
    fail_value(repr(bound.at(0)) + " is not in list");
}

Var copy_list(const Var& self, const Bound&, const Arguments&)
{
    return Var::list(all_of(self));
}

Var length_method(const Var& self, const Bound&, const Arguments&)
{
    return Var::integer_of(length_of(self));
}

constexpr Method of_dict[] = {
    method("get", "/key, default=", get_method),
    method("items", "", view_method<DictView::Part::items>),
    method("keys", "", view_method<DictView::Part::keys>),
    method("values", "", view_method<DictView::Part::values>),
    method("update", "/other=, *", update_method),
    method("pop", "/key, default=", pop_entry),
    method("popitem", "", popitem_method),
    method("setdefault", "/key, default=", setdefault_method),
    method("copy", "", copy_dict),
    method("clear", "", clear_dict),
    method("__len__", "", length_method),
};

static_assert(std::ranges::all_of(of_dict, [](const Method& method) {
    return names_of_dict_methods.may_have(method.signature.name);
}));

constexpr Method of_list[] = {
    method("append", "/object", append_method),
    method("extend", "/iterable", extend_method),
    method("insert", "/index, object", insert_method),
    method("pop", "/index=", pop_item),
    method("remove", "/value", remove_method),
    method("clear", "", clear_list),
    method("reverse", "", reverse_method),
    method("sort", "key=, reverse=", sort_method),
    method("count", "/value", count_method),
    method("index", "/value, start=, stop=", index_method),
    method("copy", "", copy_list),
    method("__len__", "", length_method),
};

constexpr Method of_tuple[] = {
    method("count", "/value", count_method),
    method("index", "/value, start=, stop=", index_method),
    method("__len__", "", length_method),
};

} // namespace

std::span<const Method> dict_methods() noexcept
{
    return of_dict;
}

std::span<const Method> list_methods() noexcept
{
    return of_list;
}

std::span<const Method> tuple_methods() noexcept
{
    return of_tuple;
}

} // namespace costrel::inline v1::templates
