#include "template/attribute_path.hpp"
#include "template/containers.hpp"
#include "template/filters.hpp"
#include "template/python_text.hpp"
#include "template/rendering.hpp"

#include <algorithm>

namespace costrel::inline v1::templates {

namespace {

Var default_filter(const FilterCall& call)
{
    if (call.value.is_undefined() || (call.bound.is_true(1) && !truth(call.value)))
        return call.bound[0] ? call.bound.at(0) : Var::lent_text("");
    return call.value;
}

Var length_filter(const FilterCall& call)
{
    return Var::integer_of(length_of(call.value));
}

Var list_filter(const FilterCall& call)
{
    return Var::list(all_of(call.value));
}

Var first_filter(const FilterCall& call)
{
    Var first;
    if (Iterator(call.value).next(first))
        return first;
    return Var::undefined_because("No first item, sequence was empty.");
}

// The values of what Python can go through backwards.
std::vector<Var> reversible(const Var& value)
{
    const bool is_reversible =
        value.is_text() || value.is_sequence() || value.is_dict() || value.is_undefined() ||
        (value.kind == Kind::object &&
         (value.as.object->is_sequence() || value.object_as<DictView>() != nullptr));
    if (!is_reversible)
        fail_type("'" + std::string(type_name(value)) + "' object is not reversible");
    return all_of(value);
}

Var last_filter(const FilterCall& call)
{
    if (call.value.is_text()) // markup stays markup
        if (auto last = entry_of(call.value, Var::integer(-1)))
            return *std::move(last);
    const std::vector<Var> values = reversible(call.value);
    return values.empty() ? Var::undefined_because("No last item, sequence was empty.")
                          : values.back();
}

Var reverse_filter(const FilterCall& call)
{
    if (call.value.is_text())
        return slice_of(call.value, Var::none(), Var::none(), Var::integer(-1));
    const bool is_generator = call.value.object_as<Generator>() != nullptr;
    std::vector<Var> values = is_generator ? all_of(call.value) : reversible(call.value);
    std::reverse(values.begin(), values.end());
    if (is_generator)
        return Var::list(std::move(values));
    return generator([values = std::move(values), at = std::size_t{0}](Var& out) mutable {
        if (at == values.size())
            return false;
        out = values[at++];
        return true;
    });
}

Var items_filter(const FilterCall& call)
{
    return generator([value = call.value, items = std::optional<Iterator>()](Var& out) mutable {
        if (value.is_undefined())
            return false;
        if (!items) {
            const Var dict = as_dict(value);
            if (!dict.is_dict())
                fail_type("Can only get item pairs from a mapping.");
            items.emplace(Var::object(make<DictView>(dict, DictView::Part::items)));
        }
        return items->next(out);
    });
}

Var join_filter(const FilterCall& call)
{
    const AttributePath path(call.bound.unless_none(1));
    std::vector<Var> items = all_of(call.value);
    if (call.bound.unless_none(1))
        for (Var& item : items)
            item = path.of(item);
    const Var separator = call.bound[0] ? call.bound.at(0) : Var::lent_text("");
    // What has HTML, but is no text, stays what it is beside a separator without, and becomes a
    // text beside one that has it.
    const bool is_between_html = has_html(separator);
    const bool is_markup = call.rendering.autoescapes() &&
                           (is_between_html ? separator.is_markup()
                                            : std::any_of(items.begin(), items.end(), has_html));
    if (is_markup && is_between_html)
        for (Var& item : items)
            if (!item.is_text())
                item = Var::text(text_of(item));
    std::string between;
    if (is_markup)
        append_escaped(between, separator);
    else
        append_text(between, separator);
    std::string out;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0)
            out += between;
        if (is_markup)
            append_escaped(out, items[i]);
        else
            append_text(out, items[i]);
        require_room(out);
    }
    return Var::text(std::move(out), is_markup ? Kind::markup : Kind::text);
}

Var sum_filter(const FilterCall& call)
{
    const AttributePath path(call.bound.unless_none(0));
    Var sum = call.bound[1] ? call.bound.at(1) : Var::integer(0);
    if (sum.is_text())
        fail_type("sum() can't sum strings [use ''.join(seq) instead]");
    Iterator values(call.value);
    for (Var value; values.next(value);)
        sum = add(sum, path.of(value));
    return sum;
}

Var batch_filter(const FilterCall& call)
{
    const Var count = call.bound.at(0);
    const Var* filling = call.bound.unless_none(1);
    return generator([values = Iterator(call.value), count, is_done = false, next = Var(),
                      fill = filling ? *filling : Var()](Var& out) mutable {
        if (is_done)
            return false;
        std::vector<Var> row;
        if (!next.is_missing())
            row.push_back(std::exchange(next, Var()));
        for (Var value; values.next(value);) {
            if (equal(Var::integer_of(row.size()), count)) {
                next = value;
                out = Var::list(std::move(row));
                return true;
            }
            if (row.size() >= max_items)
                fail_limit("a list of more than 1,000,000 items in a template");
            row.push_back(value);
        }
        is_done = true;
        if (row.empty())
            return false;
        if (!fill.is_missing()) {
            require_defined(count);
            const std::int64_t size = index_from(count);
            if (size > static_cast<std::int64_t>(max_items))
                fail_limit("a list of more than 1,000,000 items in a template");
            while (static_cast<std::int64_t>(row.size()) < size)
                row.push_back(fill);
        }
        out = Var::list(std::move(row));
        return true;
    });
}

Var slice_filter(const FilterCall& call)
{
    const Var source = call.value;
    const Var slices = call.bound.at(0);
    const Var* filling = call.bound.unless_none(1);
    return generator([source, slices, fill = filling ? *filling : Var(), number = std::int64_t{0},
                      offset = std::int64_t{0}, values = std::vector<Var>(),
                      is_read = false](Var& out) mutable {
        if (!is_read)
            values = all_of(source);
        is_read = true;
        const auto size = static_cast<std::int64_t>(values.size());
        require_defined(slices);
        const std::int64_t count = index_from(slices);
        if (count == 0)
            fail_value("integer division or modulo by zero");
        if (number >= count)
            return false;
        const std::int64_t each = size / count;
        const std::int64_t with_more = size % count;
        const std::int64_t start = offset + number * each;
        if (number < with_more)
            ++offset;
        const std::int64_t end = offset + (number + 1) * each;
        std::vector<Var> part(values.begin() + start, values.begin() + end);
        if (!fill.is_missing() && number >= with_more)
            part.push_back(fill);
        ++number;
        out = Var::list(std::move(part));
        return true;
    });
}

Var attr_filter(const FilterCall& call)
{
    if (!call.bound.at(0).is_text())
        fail_type("attribute name must be string, not '" +
                  std::string(type_name(call.bound.at(0))) + "'");
    return attribute_alone(call.value, call.bound.at(0).view());
}

constexpr Filter sequence_filter_rows[] = {
    filter("attr", "name", attr_filter),
    filter("batch", "linecount, fill_with=", batch_filter),
    filter("count", "", length_filter),
    filter("d", "default_value=, boolean=", default_filter),
    filter("default", "default_value=, boolean=", default_filter),
    filter("first", "", first_filter),
    filter("items", "", items_filter),
    filter("join", "d=, attribute=", join_filter),
    filter("last", "", last_filter),
    filter("length", "", length_filter),
    filter("list", "", list_filter),
    filter("reverse", "", reverse_filter),
    filter("slice", "slices, fill_with=", slice_filter),
    filter("sum", "attribute=, start=", sum_filter),
};

} // namespace

std::span<const Filter> sequence_filters() noexcept
{
    return sequence_filter_rows;
}

} // namespace costrel::inline v1::templates
