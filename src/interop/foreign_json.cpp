#include "interop/foreign_json.hpp"

#include "encoding/utf8.hpp"
#include "interop/refusal.hpp"
#include "interop/safe_integer.hpp"

#include <costrel/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

namespace costrel::inline v1::interop {

namespace {

// NaN, Infinity and -Infinity are Python's own: in other JSON no word outside of texts has an N or
// an I.
bool has_python_words(std::string_view text)
{
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            quoted = !quoted;
        else if (quoted && text[i] == '\\')
            ++i;
        else if (!quoted && (text[i] == 'N' || text[i] == 'I'))
            return true;
    }
    return false;
}

// The first object or list of the text, without what follows.
std::string_view first_container(std::string_view text)
{
    bool quoted = false;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return text.substr(0, i + 1);
        }
        if (!quoted && depth == 0 && c != ' ' && c != '\t' && c != '\r' && c != '\n')
            break; // neither an object nor a list
    }
    return text;
}

void make_doubles(Value& value)
{
    if (const auto* integer = value.as<std::int64_t>(); integer && !is_safe_integer(*integer)) {
        value = static_cast<double>(*integer);
    } else if (const auto* big = value.as<BigInteger>()) {
        value = std::strtod(big->digits.c_str(), nullptr);
    } else if (auto* list = value.as<List>()) {
        for (Value& item : *list)
            make_doubles(item);
    } else if (auto* dict = value.as<Dict>()) {
        for (std::size_t i = 0; i < dict->size(); ++i)
            make_doubles(dict->value_at(i));
    }
}

// Where a lone surrogate begins, in the three bytes that WTF-8 gives it.
std::size_t find_surrogate(std::string_view text, std::size_t from = 0)
{
    for (std::size_t at = text.find('\xed', from); at != text.npos;
         at = text.find('\xed', at + 1)) {
        if (at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) >= 0xa0)
            return at;
    }
    return text.npos;
}

bool has_surrogates(const Value& value)
{
    if (const auto* text = value.as<std::string>())
        return find_surrogate(*text) != text->npos;
    if (const auto* list = value.as<List>())
        return std::ranges::any_of(*list, has_surrogates);
    if (const auto* dict = value.as<Dict>())
        return std::ranges::any_of(*dict, [](const DictItem& item) {
            return find_surrogate(item.key) != item.key.npos || has_surrogates(item.value);
        });
    return false;
}

// A number that no double can hold is read as an infinity.
bool has_infinity(const Value& value)
{
    if (const auto* number = value.as<double>())
        return std::isinf(*number);
    if (const auto* list = value.as<List>())
        return std::ranges::any_of(*list, has_infinity);
    if (const auto* dict = value.as<Dict>())
        return std::ranges::any_of(*dict,
                                   [](const DictItem& item) { return has_infinity(item.value); });
    return false;
}

void replace_surrogates(std::string& text)
{
    for (std::size_t at = 0; (at = find_surrogate(text, at)) != text.npos;)
        text.replace(at, 3, "\xef\xbf\xbd");
}

void replace_surrogates(Value& value)
{
    if (auto* text = value.as<std::string>()) {
        replace_surrogates(*text);
    } else if (auto* list = value.as<List>()) {
        for (Value& item : *list)
            replace_surrogates(item);
    } else if (const auto* dict = value.as<Dict>()) {
        std::vector<DictItem> items(dict->begin(), dict->end());
        for (DictItem& item : items) {
            replace_surrogates(item.key);
            replace_surrogates(item.value);
        }
        value = Dict::from_items(std::move(items));
    }
}

} // namespace

std::optional<Value> read_json_value(std::string_view text, JsonReading reading)
{
    std::string replaced;
    if (reading == JsonReading::javascript || reading == JsonReading::go) {
        encoding::append_utf8_with_replacement(replaced, text);
        text = replaced;
    }
    if (reading == JsonReading::go)
        text = first_container(text);
    if (reading != JsonReading::python && has_python_words(text))
        return std::nullopt;
    auto result = json_loads(text, reading == JsonReading::ruby ? max_depth_of_ruby : max_depth);
    if (!result)
        return std::nullopt;
    Value value = *std::move(result);
    if (reading == JsonReading::javascript)
        make_doubles(value);
    const bool no_surrogates = reading == JsonReading::ruby || reading == JsonReading::strict;
    if (no_surrogates && has_surrogates(value))
        return std::nullopt;
    if (reading == JsonReading::strict && has_infinity(value))
        return std::nullopt;
    if (reading == JsonReading::go && has_surrogates(value))
        replace_surrogates(value);
    return value;
}

std::optional<Dict> read_json_object(std::string_view text, JsonReading reading)
{
    auto value = read_json_value(text, reading);
    if (Dict* dict = value ? value->as<Dict>() : nullptr)
        return std::move(*dict);
    return std::nullopt;
}

std::string latin1_to_utf8(std::string_view bytes)
{
    std::string text;
    text.reserve(bytes.size());
    for (const char c : bytes)
        encoding::append_utf8(text, static_cast<unsigned char>(c));
    return text;
}

} // namespace costrel::inline v1::interop
