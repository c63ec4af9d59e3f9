#include "framework_kinds.hpp"
#include "vector.hpp"

#include <costrel/base64.hpp>

#include <cmath>
#include <cstdlib>

namespace conformance {

using costrel::Dict;
using costrel::DictItem;
using costrel::List;
using costrel::Value;

namespace {

constexpr double beyond_safe = 9007199254740992.0; // 2^53

// A value that stands for one that JSON has no word for: {" bytes": …}, {" tuple": …}.
Value untagged(const Value& value)
{
    const auto* dict = value.as<Dict>();
    if (!dict || dict->size() != 1)
        return value;
    const DictItem& item = *dict->begin();
    if (item.key == " bytes")
        return costrel::Bytes{costrel::base64_decode(*item.value.as<std::string>()).value()};
    if (item.key == " tuple")
        return costrel::Tuple{*item.value.as<List>()};
    return value;
}

std::optional<double> number_of(const Value& value)
{
    if (const auto* integer = value.as<std::int64_t>())
        return static_cast<double>(*integer);
    if (const auto* big = value.as<costrel::BigInteger>())
        return std::strtod(big->digits.c_str(), nullptr);
    if (const auto* number = value.as<double>())
        return *number;
    return std::nullopt;
}

bool same_number(const Value& want, const Value& got)
{
    const double left = *number_of(want);
    const double right = *number_of(got);
    if (!want.as<double>() && !got.as<double>())
        return want == got;
    return left == right || (std::isnan(left) && std::isnan(right));
}

bool same_list(const List& want, const List& got)
{
    if (want.size() != got.size())
        return false;
    for (std::size_t i = 0; i < want.size(); ++i) {
        if (!same_value(want[i], got[i]))
            return false;
    }
    return true;
}

bool is_php(std::string_view kind)
{
    return kind == "laravel" || kind == "php_session";
}

bool keeps_doubles(std::string_view kind, const Dict& config)
{
    return kind == "cookie_session" || kind == "express_session" || kind == "secure_session" ||
           kind == "iron" || kind == "authjs" ||
           (kind == "gorilla" && text_field(config, "format") == "json");
}

bool is_list_of_php(const Dict& dict)
{
    std::size_t next = 0;
    for (const DictItem& item : dict) {
        if (item.key != std::to_string(next++))
            return false;
    }
    return true;
}

Value kept_number(Value value, bool to_double)
{
    const auto* number = value.as<double>();
    if (number && std::trunc(*number) == *number && std::abs(*number) < beyond_safe)
        return static_cast<std::int64_t>(*number);
    if (!number && to_double && std::abs(*number_of(value)) >= beyond_safe)
        return *number_of(value);
    return value;
}

} // namespace

bool same_value(const Value& tagged, const Value& got)
{
    const Value want = untagged(tagged);
    if (number_of(want) && number_of(got))
        return same_number(want, got);
    // JSON.stringify() has null for what is not finite.
    if (want.is_null() && got.as<double>())
        return !std::isfinite(*got.as<double>());
    const auto* dict = want.as<Dict>();
    const auto* other_dict = got.as<Dict>();
    if (dict && other_dict) {
        if (dict->size() != other_dict->size())
            return false;
        for (const DictItem& item : *dict) {
            const Value* other = other_dict->find(item.key);
            if (!other || !same_value(item.value, *other))
                return false;
        }
        return true;
    }
    const auto* list = want.as<List>();
    if (list && got.as<List>())
        return same_list(*list, *got.as<List>());
    if (list && other_dict && is_list_of_php(*other_dict)) { // an array at the top
        List items;
        for (const DictItem& item : *other_dict)
            items.push_back(item.value);
        return same_list(*list, items);
    }
    const auto* tuple = want.as<costrel::Tuple>();
    if (tuple && got.as<costrel::Tuple>())
        return same_list(tuple->items, got.as<costrel::Tuple>()->items);
    return want == got;
}

Value as_kept(std::string_view kind, const Dict& vector, Value value)
{
    if (number_of(value))
        return keeps_doubles(kind, dict_field(vector, "config"))
                   ? kept_number(value, kind != "gorilla")
                   : std::move(value);
    if (auto* list = value.as<List>()) {
        for (Value& item : *list)
            item = as_kept(kind, vector, std::move(item));
    } else if (auto* dict = value.as<Dict>()) {
        if (is_php(kind) && is_list_of_php(*dict)) {
            List items;
            for (const DictItem& item : *dict)
                items.push_back(as_kept(kind, vector, item.value));
            return items;
        }
        for (std::size_t i = 0; i < dict->size(); ++i)
            dict->value_at(i) = as_kept(kind, vector, std::move(dict->value_at(i)));
    }
    return value;
}

} // namespace conformance
