#pragma once

#include "template/var.hpp"

#include <compare>
#include <cstddef>
#include <optional>
#include <string_view>

// Python's operators.
namespace costrel::inline v1::templates {

bool equal(const Var& left, const Var& right);
std::partial_ordering number_order(const Var& left, const Var& right);
// `op` is for the sentence of a TypeError.
bool less(const Var& left, const Var& right, std::string_view op = "<");
bool less_or_equal(const Var& left, const Var& right, std::string_view op = "<=");
bool contains(const Var& container, const Var& searched);

Var add(const Var& left, const Var& right);
Var subtract(const Var& left, const Var& right);
Var multiply(const Var& left, const Var& right);
Var divide(const Var& left, const Var& right);
Var floor_divide(const Var& left, const Var& right);
Var modulo(const Var& left, const Var& right);
Var power(const Var& left, const Var& right);
Var negative(const Var& value);
Var positive(const Var& value);

// len(), or the TypeError that it raises.
std::size_t length_of(const Var& value);
// What Jinja's a.b and a['b'] find; undefined when there is nothing.
Var attribute_of(const Var& value, std::string_view name);
// The same where it is an entry of a dict that is lent, which lives as long; nullptr: it is none.
const Value* lent_entry(const Var& value, std::string_view name) noexcept;
Var item_of(const Var& value, const Var& key);
Var attribute_alone(const Var& value, std::string_view name); // without its items: |attr
Var slice_of(const Var& value, const Var& start, const Var& stop, const Var& step);
// Python's slice.indices(): where a slice of `size` items starts and stops, in steps that are not
// 0.
struct Steps {
    std::int64_t start;
    std::int64_t stop;
    std::int64_t step;
};
Steps steps_of(const Var& start, const Var& stop, const Var& step, std::size_t size);
// The entry of a dict, list or text alone.
std::optional<Var> entry_of(const Var& value, const Var& key);
// A dict's keys and values by their order.
std::size_t dict_size(const Var& dict);
Var dict_key(const Var& dict, std::size_t index);
Var dict_value(const Var& dict, std::size_t index);

// An argument that must be an integer.
std::int64_t index_from(const Var& value);

} // namespace costrel::inline v1::templates
