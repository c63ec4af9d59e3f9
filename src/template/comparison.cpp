#include "template/failure.hpp"
#include "template/mapping.hpp"
#include "template/object.hpp"
#include "template/occurrences.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/time_delta.hpp"

#include <cmath>

// How Python compares values.
namespace costrel::inline v1::templates {

namespace {

// An integer and a double, as exactly as Python compares them.
std::partial_ordering order(std::int64_t whole, double real)
{
    if (std::isnan(real))
        return std::partial_ordering::unordered;
    if (real >= 9223372036854775808.0)
        return std::partial_ordering::less;
    if (real < -9223372036854775808.0)
        return std::partial_ordering::greater;
    const double floor = std::floor(real);
    const auto below = static_cast<std::int64_t>(floor);
    if (whole != below)
        return whole <=> below;
    return floor < real ? std::partial_ordering::less : std::partial_ordering::equivalent;
}

// Whether two lists or tuples are alike, or where they first differ.
std::size_t first_difference(const Var& left, const Var& right)
{
    const Nesting nesting;
    std::size_t i = 0;
    while (i < left.size() && i < right.size() && equal(left.at(i), right.at(i)))
        ++i;
    return i;
}

bool equal_dicts(const Var& left, const Var& right)
{
    if (dict_size(left) != dict_size(right))
        return false;
    const Nesting nesting;
    for (std::size_t i = 0; i < dict_size(left); ++i) {
        const auto other = entry_of(right, dict_key(left, i));
        if (!other || !equal(dict_value(left, i), *other))
            return false;
    }
    return true;
}

// Python's rich comparison, `strict` for < and not <=.
bool ordered(const Var& left, const Var& right, std::string_view op, bool strict)
{
    if (left.is_text() && right.is_text())
        return strict ? left.view() < right.view() : left.view() <= right.view();
    const bool are_numbers = (left.is_number() || left.kind == Kind::big) &&
                             (right.is_number() || right.kind == Kind::big);
    if (are_numbers) {
        const auto result = number_order(left, right);
        return strict ? result < 0 : result <= 0;
    }
    if ((left.is_list() && right.is_list()) || (left.is_tuple() && right.is_tuple())) {
        const std::size_t i = first_difference(left, right);
        const Nesting nesting;
        if (i < left.size() && i < right.size())
            return ordered(left.at(i), right.at(i), op, strict);
        return strict ? left.size() < right.size() : left.size() <= right.size();
    }
    if (left.kind == Kind::value && right.kind == Kind::value) {
        const Value& a = *left.as.value;
        const Value& b = *right.as.value;
        if (a.as<Uuid>() && b.as<Uuid>())
            return strict ? a.as<Uuid>()->bytes < b.as<Uuid>()->bytes
                          : a.as<Uuid>()->bytes <= b.as<Uuid>()->bytes;
    }
    if (const auto dates = date_order(left, right))
        return strict ? *dates < 0 : *dates <= 0;
    const Var& first = op.starts_with('>') ? right : left; // as it stands in the template
    const Var& second = op.starts_with('>') ? left : right;
    require_defined(first);
    require_defined(second);
    fail_type("'" + std::string(op) + "' not supported between instances of '" +
              std::string(type_name(first)) + "' and '" + std::string(type_name(second)) + "'");
}

} // namespace

bool equal(const Var& left, const Var& right)
{
    if (left.is_text() && right.is_text())
        return left.view() == right.view();
    if (left.is_number() && right.is_number())
        return left.is_whole() && right.is_whole() ? left.whole() == right.whole()
                                                   : number_order(left, right) == 0;
    if (left.kind == Kind::big && right.kind == Kind::big)
        return left.view() == right.view();
    if ((left.is_list() && right.is_list()) || (left.is_tuple() && right.is_tuple()))
        return left.size() == right.size() && first_difference(left, right) == left.size();
    if (left.is_dict() && right.is_dict())
        return equal_dicts(left, right);
    if (left.kind != right.kind)
        return false;
    if (left.kind == Kind::object)
        return left.as.object == right.as.object || left.as.object->is_equal(*right.as.object);
    if (left.kind == Kind::value)
        return *left.as.value == *right.as.value;
    return left.is_none() || left.is_undefined();
}

std::partial_ordering number_order(const Var& left, const Var& right)
{
    if (left.kind == Kind::big || right.kind == Kind::big) {
        if (left.kind == right.kind) {
            const bool is_negative = left.view().starts_with('-');
            if (is_negative != right.view().starts_with('-'))
                return is_negative ? std::partial_ordering::less : std::partial_ordering::greater;
            const auto result = left.view().size() != right.view().size()
                                    ? left.view().size() <=> right.view().size()
                                    : left.view() <=> right.view();
            return is_negative ? 0 <=> result : result;
        }
        if (left.kind == Kind::real || right.kind == Kind::real)
            fail_range();
        const bool big_is_negative =
            (left.kind == Kind::big ? left : right).view().starts_with('-');
        return (left.kind == Kind::big) == big_is_negative ? std::partial_ordering::less
                                                           : std::partial_ordering::greater;
    }
    if (left.kind == Kind::real && right.kind == Kind::real)
        return left.as.real <=> right.as.real;
    if (left.kind == Kind::real)
        return 0 <=> order(right.whole(), left.as.real);
    if (right.kind == Kind::real)
        return order(left.whole(), right.as.real);
    return left.whole() <=> right.whole();
}

bool less(const Var& left, const Var& right, std::string_view op)
{
    return ordered(left, right, op, true);
}

bool less_or_equal(const Var& left, const Var& right, std::string_view op)
{
    return ordered(left, right, op, false);
}

bool contains(const Var& container, const Var& searched)
{
    if (container.is_text()) {
        if (!searched.is_text())
            fail_type("'in <string>' requires string as left operand, not " +
                      std::string(type_name(searched)));
        return place_of(searched.view(), container.view()) != Occurrences::npos;
    }
    if (container.is_dict()) {
        require_hashable(searched);
        return entry_of(container, searched).has_value();
    }
    if (container.kind == Kind::object && container.as.object->is_iterable())
        return container.as.object->has_item(searched);
    if (!container.is_sequence() && !container.is_undefined())
        fail_type("argument of type '" + std::string(type_name(container)) + "' is not iterable");
    Iterator iterator(container);
    for (Var item; iterator.next(item);)
        if (equal(item, searched))
            return true;
    return false;
}

} // namespace costrel::inline v1::templates
