#include "template/date.hpp"
#include "template/failure.hpp"
#include "template/mapping.hpp"
#include "template/methods.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/unicode.hpp"

namespace costrel::inline v1::templates {

namespace {

std::optional<std::size_t> place(const Var& index, std::size_t size)
{
    if (!index.is_whole())
        return std::nullopt;
    const std::int64_t whole = index.whole();
    const auto count = static_cast<std::int64_t>(size);
    if (whole >= count || whole < -count)
        return std::nullopt;
    return static_cast<std::size_t>(whole < 0 ? whole + count : whole);
}

Var piece(const Var& value, std::string_view text)
{
    Var part = Var::lent_text(text, value.kind);
    part.owner = value.owner;
    return part;
}

std::optional<Var> python_attribute(const Var& value, std::string_view name)
{
    if (const Method* method = find_method(value, name))
        return bound_method(*method, value);
    if (value.kind == Kind::object)
        return value.as.object->attribute(name);
    if (value.kind == Kind::value)
        return date_attribute(value, name);
    if (value.is_number())
        return number_attribute(value, name);
    if (value.kind == Kind::tuple && value.as.items->is_group) {
        if (name == "grouper")
            return value.at(0);
        if (name == "list")
            return value.at(1);
    }
    return std::nullopt;
}

Var no_attribute(const Var& value, const Var& name)
{
    const std::string type = object_type(value);
    if (name.is_text())
        return Var::undefined_because("'" + type + "' has no attribute " + repr(name));
    return Var::undefined_because(type + " has no element " + repr(name));
}

Var text_slice(const Var& value, const Steps& steps)
{
    const std::string_view text = value.view();
    if (steps.step == 1) {
        if (steps.start >= steps.stop)
            return Var::lent_text({}, value.kind);
        const std::size_t from = character_offset(text, static_cast<std::size_t>(steps.start));
        const auto count = static_cast<std::size_t>(steps.stop - steps.start);
        return piece(value, text.substr(from, character_offset(text.substr(from), count)));
    }
    std::vector<std::string_view> characters;
    for (std::string_view rest = text; !rest.empty();) {
        const std::size_t size = first_character(rest).size;
        characters.push_back(rest.substr(0, size));
        rest.remove_prefix(size);
    }
    std::string out;
    const auto in_range = [&](std::int64_t at) {
        return steps.step > 0 ? at < steps.stop : at > steps.stop;
    };
    for (std::int64_t at = steps.start; in_range(at);) {
        out += characters[static_cast<std::size_t>(at)];
        if (__builtin_add_overflow(at, steps.step, &at))
            break;
    }
    return Var::text(std::move(out), value.kind);
}

} // namespace

Steps steps_of(const Var& start, const Var& stop, const Var& step, std::size_t size)
{
    const auto count = static_cast<std::int64_t>(size);
    const auto integer = [](const Var& value) {
        if (!value.is_whole())
            fail_type("slice indices must be integers or None or have an __index__ method");
        return value.whole();
    };
    Steps steps{0, 0, step.is_none() ? 1 : integer(step)};
    if (steps.step == 0)
        fail_value("slice step cannot be zero");
    const bool backwards = steps.step < 0;
    const auto bounded = [&](const Var& value, std::int64_t otherwise) {
        if (value.is_none())
            return otherwise;
        std::int64_t at = integer(value);
        if (at < 0)
            return at + count < 0 ? (backwards ? std::int64_t{-1} : std::int64_t{0}) : at + count;
        return at >= count ? (backwards ? count - 1 : count) : at;
    };
    steps.start = bounded(start, backwards ? count - 1 : 0);
    steps.stop = bounded(stop, backwards ? -1 : count);
    return steps;
}

std::size_t dict_size(const Var& dict)
{
    return dict.kind == Kind::lent_dict ? dict.as.dict->size() : dict.as.mapping->size();
}

Var dict_key(const Var& dict, std::size_t index)
{
    if (dict.kind == Kind::dict)
        return (*dict.as.mapping)[index].first;
    Var key = Var::lent_text(dict.as.dict->begin()[index].key);
    key.owner = dict.owner;
    return key;
}

Var dict_value(const Var& dict, std::size_t index)
{
    if (dict.kind == Kind::dict)
        return (*dict.as.mapping)[index].second;
    return Var::of(dict.as.dict->begin()[index].value, dict.owner);
}

std::optional<Var> entry_of(const Var& value, const Var& key)
{
    switch (value.kind) {
    case Kind::lent_dict:
        if (key.is_text())
            if (const Value* found = value.as.dict->find(key.view()))
                return Var::of(*found, value.owner);
        return std::nullopt;
    case Kind::dict:
        if (!key.is_list() && !key.is_dict())
            if (const Var* found = value.as.mapping->find(key))
                return *found;
        return std::nullopt;
    case Kind::lent_list:
    case Kind::lent_tuple:
    case Kind::list:
    case Kind::tuple:
        if (const auto at = place(key, value.size()))
            return value.at(*at);
        return std::nullopt;
    case Kind::text:
    case Kind::markup:
        if (const auto at = place(key, character_count(value.view()))) {
            const std::string_view rest = value.view().substr(character_offset(value.view(), *at));
            return piece(value, rest.substr(0, first_character(rest).size));
        }
        return std::nullopt;
    case Kind::object:
        return value.as.object->item(key);
    default:
        return std::nullopt;
    }
}

const Value* lent_entry(const Var& value, std::string_view name) noexcept
{
    if (value.kind != Kind::lent_dict ||
        (names_of_dict_methods.may_have(name) && find_method(value, name)))
        return nullptr;
    return value.as.dict->find(name);
}

Var attribute_of(const Var& value, std::string_view name)
{
    if (const Value* entry = lent_entry(value, name)) // the most frequent one
        return Var::of(*entry, value.owner);
    if (auto attribute = python_attribute(value, name))
        return *std::move(attribute);
    require_defined(value);
    const Var key = Var::lent_text(name);
    if (auto entry = entry_of(value, key))
        return *std::move(entry);
    return no_attribute(value, key);
}

Var item_of(const Var& value, const Var& key)
{
    require_defined(value);
    if (auto entry = entry_of(value, key))
        return *std::move(entry);
    if (key.is_text())
        if (auto attribute = python_attribute(value, key.view()))
            return *std::move(attribute);
    return no_attribute(value, key);
}

Var attribute_alone(const Var& value, std::string_view name)
{
    if (auto attribute = python_attribute(value, name))
        return *std::move(attribute);
    require_defined(value);
    return no_attribute(value, Var::lent_text(name));
}

Var slice_of(const Var& value, const Var& start, const Var& stop, const Var& step)
{
    require_defined(value);
    if (value.is_text())
        return text_slice(value, steps_of(start, stop, step, character_count(value.view())));
    if (value.kind == Kind::object)
        if (auto slice = value.as.object->slice(start, stop, step))
            return *std::move(slice);
    if (!value.is_sequence())
        fail_type("'" + std::string(type_name(value)) + "' object has no slices");
    const Steps steps = steps_of(start, stop, step, value.size());
    std::vector<Var> items;
    const auto in_range = [&](std::int64_t at) {
        return steps.step > 0 ? at < steps.stop : at > steps.stop;
    };
    for (std::int64_t at = steps.start; in_range(at);) {
        items.push_back(value.at(static_cast<std::size_t>(at)));
        if (__builtin_add_overflow(at, steps.step, &at))
            break;
    }
    return value.is_list() ? Var::list(std::move(items)) : Var::tuple(std::move(items));
}

std::size_t length_of(const Var& value)
{
    if (value.is_undefined())
        return 0;
    if (value.is_text())
        return character_count(value.view());
    if (value.is_sequence())
        return value.size();
    if (value.is_dict())
        return dict_size(value);
    if (value.kind == Kind::object)
        if (const auto length = value.as.object->length())
            return *length;
    fail_type("object of type '" + std::string(type_name(value)) + "' has no len()");
}

} // namespace costrel::inline v1::templates
