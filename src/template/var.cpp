#include "template/var.hpp"

#include "template/failure.hpp"
#include "template/mapping.hpp"
#include "template/object.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"

#include <charconv>
#include <type_traits>

namespace costrel::inline v1::templates {

namespace {

struct OwnedText : Shared {
    explicit OwnedText(std::string its_text) : text(std::move(its_text)) {}
    std::string text;
};

struct OwnedValue : Shared {
    explicit OwnedValue(Value its_value) : value(std::move(its_value)) {}
    Value value;
};

// A value may name another one often, and that the next: all in all there could be more than there
// is room for.
constexpr std::size_t most_values = 1'000'000;

// One call of to_value().
class Conversion {
public:
    Value value(const Var& value, std::size_t depth);

private:
    List list(const Var& sequence, std::size_t depth)
    {
        List list;
        list.reserve(std::min(sequence.size(), left_));
        for (std::size_t i = 0; i < sequence.size(); ++i)
            list.push_back(value(sequence.at(i), depth));
        return list;
    }

    std::size_t left_ = most_values;
};

Value Conversion::value(const Var& value, std::size_t depth)
{
    if (++depth > static_cast<std::size_t>(max_depth))
        fail_limit("values nested too deep");
    if (left_-- == 0)
        fail_limit("too many values for C++");
    switch (value.kind) {
    case Kind::missing:
    case Kind::undefined:
    case Kind::none:
        return nullptr;
    case Kind::boolean:
        return value.as.boolean;
    case Kind::integer:
        return value.as.integer;
    case Kind::real:
        return value.as.real;
    case Kind::big:
        return BigInteger{std::string(value.view())};
    case Kind::text:
        return value.view();
    case Kind::markup:
        return Html::trusted(std::string(value.view()));
    case Kind::lent_list:
        return *value.as.list;
    case Kind::lent_tuple:
        return Tuple{*value.as.list};
    case Kind::lent_dict:
        return *value.as.dict;
    case Kind::list:
        return list(value, depth);
    case Kind::tuple:
        return Tuple{list(value, depth)};
    case Kind::value:
        return *value.as.value;
    case Kind::dict: {
        std::vector<DictItem> items;
        for (std::size_t i = 0; i < value.as.mapping->size(); ++i) {
            const auto& [key, its_value] = (*value.as.mapping)[i];
            if (!key.is_text())
                fail_type("a dict for C++ has texts as keys, not " + std::string(type_name(key)));
            items.push_back({std::string(key.view()), this->value(its_value, depth)});
        }
        return Dict::from_items(std::move(items));
    }
    case Kind::object:
        break;
    }
    if (const auto plain = value.as.object->plain())
        return this->value(*plain, depth);
    if (has_html(value))
        return Html::trusted(value.as.object->text());
    if (!value.as.object->is_iterable())
        fail_type("a " + std::string(type_name(value)) + " has no form in C++");
    List items;
    for (const Var& item : all_of(value))
        items.push_back(this->value(item, depth));
    return items;
}

} // namespace

Var Var::boolean(bool value) noexcept
{
    Var result(Kind::boolean);
    result.as.boolean = value;
    return result;
}

Var Var::integer(std::int64_t value) noexcept
{
    Var result(Kind::integer);
    result.as.integer = value;
    return result;
}

Var Var::real(double value) noexcept
{
    Var result(Kind::real);
    result.as.real = value;
    return result;
}

Var Var::big(std::string digits)
{
    std::int64_t small = 0;
    const char* end = digits.data() + digits.size();
    if (const auto read = std::from_chars(digits.data(), end, small);
        read.ec == std::errc{} && read.ptr == end)
        return integer(small);
    return text(std::move(digits), Kind::big);
}

Var Var::lent_text(std::string_view text, Kind kind) noexcept
{
    Var result(kind);
    result.as.text = {text.data(), text.size()};
    return result;
}

Var Var::text(std::string text, Kind kind)
{
    if (text.empty())
        return Var(kind);
    if (text.size() > max_text)
        fail_limit("a text of more than 16 MB in a template");
    const auto owned = make<OwnedText>(std::move(text));
    Var result = lent_text(owned->text, kind);
    result.owner = owned;
    return result;
}

Var Var::undefined(std::string_view name) noexcept
{
    return lent_text(name, Kind::undefined);
}

Var Var::undefined_because(std::string message)
{
    Var result = text(std::move(message), Kind::undefined);
    result.has_message = true;
    return result;
}

Var Var::list(std::vector<Var> values)
{
    if (values.size() > max_items)
        fail_limit("a list of more than 1,000,000 items in a template");
    const auto items = make<Items>(std::move(values));
    Var result(Kind::list);
    result.as.items = items.get();
    result.owner = items;
    return result;
}

Var Var::tuple(std::vector<Var> values)
{
    Var result = list(std::move(values));
    result.kind = Kind::tuple;
    return result;
}

Var Var::dict()
{
    return of(make<Mapping>());
}

Var Var::of(Ref<Mapping> mapping)
{
    Var result(Kind::dict);
    result.as.mapping = mapping.get();
    result.owner = mapping;
    return result;
}

Var Var::object(Ref<Object> object)
{
    Var result(Kind::object);
    result.as.object = object.get();
    result.owner = object;
    return result;
}

Var Var::lent_list(const List& list) noexcept
{
    Var result(Kind::lent_list);
    result.as.list = &list;
    return result;
}

Var Var::lent_dict(const Dict& dict) noexcept
{
    Var result(Kind::lent_dict);
    result.as.dict = &dict;
    return result;
}

Var Var::of(const Value& value, const Ref<Shared>& owner) noexcept
{
    Var result = value.visit([&value]<class T>(const T& content) noexcept {
        if constexpr (std::is_same_v<T, std::monostate>) {
            return none();
        } else if constexpr (std::is_same_v<T, bool>) {
            return boolean(content);
        } else if constexpr (std::is_same_v<T, std::int64_t>) {
            return integer(content);
        } else if constexpr (std::is_same_v<T, double>) {
            return real(content);
        } else if constexpr (std::is_same_v<T, std::string>) {
            return lent_text(content);
        } else if constexpr (std::is_same_v<T, BigInteger>) {
            return lent_text(content.digits, Kind::big);
        } else if constexpr (std::is_same_v<T, Html>) {
            return lent_text(content.str(), Kind::markup);
        } else if constexpr (std::is_same_v<T, List>) {
            return lent_list(content);
        } else if constexpr (std::is_same_v<T, Tuple>) {
            Var tuple(Kind::lent_tuple);
            tuple.as.list = &content.items;
            return tuple;
        } else if constexpr (std::is_same_v<T, Dict>) {
            return lent_dict(content);
        } else {
            Var other(Kind::value);
            other.as.value = &value;
            return other;
        }
    });
    result.owner = owner;
    return result;
}

Var Var::owning(Value value)
{
    const auto owned = make<OwnedValue>(std::move(value));
    return of(owned->value, owned);
}

std::size_t Var::size() const noexcept
{
    return kind == Kind::lent_list || kind == Kind::lent_tuple ? as.list->size()
                                                               : as.items->values.size();
}

Var Var::at(std::size_t index) const
{
    if (kind == Kind::lent_list || kind == Kind::lent_tuple)
        return of((*as.list)[index], owner);
    return as.items->values[index];
}

bool truth(const Var& value)
{
    switch (value.kind) {
    case Kind::missing:
    case Kind::undefined:
    case Kind::none:
        return false;
    case Kind::boolean:
        return value.as.boolean;
    case Kind::integer:
        return value.as.integer != 0;
    case Kind::real:
        return value.as.real != 0;
    case Kind::big:
        return true;
    case Kind::text:
    case Kind::markup:
        return value.as.text.size != 0;
    case Kind::lent_list:
    case Kind::lent_tuple:
    case Kind::list:
    case Kind::tuple:
        return value.size() != 0;
    case Kind::lent_dict:
        return !value.as.dict->empty();
    case Kind::dict:
        return value.as.mapping->size() != 0;
    case Kind::value:
        return value.as.value->truth();
    case Kind::object:
        return value.as.object->is_true();
    }
    return false;
}

Value to_value(const Var& value)
{
    return Conversion().value(value, 0);
}

} // namespace costrel::inline v1::templates
