#include "template/attribute_path.hpp"
#include "template/containers.hpp"
#include "template/filters.hpp"
#include "template/python_text.hpp"

#include <set>

// Filters that compare the values of a sequence with each other.
namespace costrel::inline v1::templates {

namespace {

Var sort_filter(const FilterCall& call)
{
    std::vector<AttributePath> paths;
    if (const Var* attribute = call.bound.unless_none(2); attribute && attribute->is_text()) {
        std::string_view rest = attribute->view();
        for (std::size_t comma = rest.find(','); comma != rest.npos; comma = rest.find(',')) {
            const Var part = Var::lent_text(rest.substr(0, comma), attribute->kind);
            paths.emplace_back(&part);
            rest.remove_prefix(comma + 1);
        }
        const Var part = Var::lent_text(rest, attribute->kind);
        paths.emplace_back(&part);
    } else {
        paths.emplace_back(attribute);
    }
    const bool is_case_sensitive = call.bound.is_true(1);
    std::vector<Var> values = all_of(call.value);
    const bool is_reversed = call.bound.flag(0);
    sort_values(
        values,
        [&](const Var& value) {
            std::vector<Var> key;
            for (const AttributePath& path : paths)
                key.push_back(is_case_sensitive ? path.of(value) : without_case(path.of(value)));
            return Var::list(std::move(key));
        },
        is_reversed);
    return Var::list(std::move(values));
}

Var unique_filter(const FilterCall& call)
{
    return generator([values = Iterator(call.value), seen = std::set<Var, KeyOrder>(),
                      path = AttributePath(call.bound[1]),
                      is_case_sensitive = call.bound.is_true(0)](Var& out) mutable {
        while (values.next(out)) {
            const Var found = path.of(out);
            const Var key = is_case_sensitive ? found : without_case(found);
            require_hashable(key);
            if (seen.insert(key).second)
                return true;
        }
        return false;
    });
}

template <bool greatest>
Var extreme_filter(const FilterCall& call)
{
    const AttributePath path(call.bound[1]);
    const bool is_case_sensitive = call.bound.is_true(0);
    const auto key_of = [&](const Var& value) {
        const Var found = path.of(value);
        return is_case_sensitive ? found : without_case(found);
    };
    Iterator values(call.value);
    Var best;
    if (!values.next(best))
        return Var::undefined_because("No aggregated item, sequence was empty.");
    Var best_key = key_of(best);
    for (Var value; values.next(value);) {
        Var key = key_of(value);
        if (greatest ? less(best_key, key, ">") : less(key, best_key)) {
            best = value;
            best_key = std::move(key);
        }
    }
    return best;
}

Var groupby_filter(const FilterCall& call)
{
    const AttributePath path(call.bound[0], call.bound[1]);
    const bool is_case_sensitive = call.bound.is_true(2);
    const auto key_of = [&](const Var& value) {
        const Var found = path.of(value);
        return is_case_sensitive ? found : without_case(found);
    };
    std::vector<Var> values = all_of(call.value);
    sort_values(values, key_of, false);
    std::vector<Var> groups;
    for (std::size_t i = 0; i < values.size();) {
        const Var key = key_of(values[i]);
        std::vector<Var> members;
        do {
            members.push_back(values[i++]);
        } while (i < values.size() && equal(key_of(values[i]), key));
        const Var shown = is_case_sensitive ? key : path.of(members.front());
        Var group = Var::tuple({shown, Var::list(std::move(members))});
        group.as.items->is_group = true;
        groups.push_back(std::move(group));
    }
    return Var::list(std::move(groups));
}

Var dictsort_filter(const FilterCall& call)
{
    const Var dict = as_dict(call.value);
    const std::string by = call.bound[1] ? text_of(call.bound.at(1)) : "key";
    if (by != "key" && by != "value")
        fail_value("You can only sort by either \"key\" or \"value\"");
    require_defined(dict);
    if (!dict.is_dict())
        fail_type("'" + std::string(type_name(dict)) + "' object has no attribute 'items'");
    std::vector<Var> pairs;
    for (std::size_t i = 0; i < dict_size(dict); ++i)
        pairs.push_back(Var::tuple({dict_key(dict, i), dict_value(dict, i)}));
    const bool is_case_sensitive = call.bound.is_true(0);
    const bool is_reversed = call.bound.flag(2);
    sort_values(
        pairs,
        [&](const Var& pair) {
            const Var key = pair.at(by == "key" ? 0 : 1);
            return is_case_sensitive ? key : without_case(key);
        },
        is_reversed);
    return Var::list(std::move(pairs));
}

constexpr Filter ordering_filter_rows[] = {
    filter("dictsort", "case_sensitive=, by=, reverse=", dictsort_filter),
    filter("groupby", "attribute, default=, case_sensitive=", groupby_filter),
    filter("max", "case_sensitive=, attribute=", extreme_filter<true>),
    filter("min", "case_sensitive=, attribute=", extreme_filter<false>),
    filter("sort", "reverse=, case_sensitive=, attribute=", sort_filter),
    filter("unique", "case_sensitive=, attribute=", unique_filter),
};

} // namespace

std::span<const Filter> ordering_filters() noexcept
{
    return ordering_filter_rows;
}

} // namespace costrel::inline v1::templates
