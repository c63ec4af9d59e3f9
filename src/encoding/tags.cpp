#include "encoding/tags.hpp"

#include "encoding/base64.hpp"
#include "encoding/python_text.hpp"
#include "encoding/utf8.hpp"

#include <costrel/http_date.hpp>

#include <algorithm>
#include <limits>

namespace costrel::inline v1::encoding {

namespace {

// The text of a str, which Markup is one of, or nullptr.
const std::string* text_of(const Value& value)
{
    if (const auto* markup = value.as<Html>())
        return &markup->str();
    return value.as<std::string>();
}

// Python's tuple(value).
bool to_tuple(Value& value)
{
    Tuple tuple;
    if (auto* list = value.as<List>()) {
        tuple.items = std::move(*list);
    } else if (value.as<Tuple>()) {
        return true;
    } else if (const auto* dict = value.as<Dict>()) {
        for (const DictItem& item : *dict)
            tuple.items.emplace_back(item.key);
    } else if (const auto* bytes = value.as<Bytes>()) {
        for (const char byte : bytes->data)
            tuple.items.emplace_back(static_cast<unsigned char>(byte));
    } else if (const std::string* text = text_of(value)) {
        for (std::string_view rest = *text; !rest.empty();) {
            const std::size_t size = decode_utf8(rest, Surrogates::taken).size;
            tuple.items.emplace_back(rest.substr(0, size));
            rest.remove_prefix(size);
        }
    } else {
        return false;
    }
    value = std::move(tuple);
    return true;
}

bool to_bytes(Value& value)
{
    const auto* inner = value.as<Bytes>();
    const std::string* text = text_of(value);
    if (!inner && !text)
        return false;
    const std::string& base64 = inner ? inner->data : *text;
    const bool is_ascii = std::ranges::all_of(base64, [](char c) { return (c & 0x80) == 0; });
    Bytes bytes;
    if ((text && !is_ascii) || !base64_decode(base64, bytes.data))
        return false;
    value = std::move(bytes);
    return true;
}

bool to_markup(Value& value)
{
    if (value.as<Html>())
        return true;
    auto text = python_str(value);
    if (!text)
        return false;
    value = Html::trusted(*std::move(text));
    return true;
}

bool to_uuid(Value& value)
{
    const std::string* text = text_of(value);
    const auto uuid = text ? python_uuid(*text) : std::nullopt;
    if (!uuid)
        return false;
    value = *uuid;
    return true;
}

bool to_datetime(Value& value)
{
    // An unreadable date is None in Flask, and so are bytes and whatever is empty.
    std::optional<DateTime> moment;
    if (const std::string* text = text_of(value))
        moment = parse_date(*text);
    else if (value.truth() && !value.as<Bytes>())
        return false;
    value = moment ? Value(*moment) : Value();
    return true;
}

bool to_escaped_dict(Value& value)
{
    auto* dict = value.as<Dict>();
    if (!dict || dict->empty())
        return false;
    DictItem item = *dict->begin();
    // Without its last two characters.
    for (int i = 0; i < 2 && !item.key.empty(); ++i) {
        while ((item.key.back() & 0xc0) == 0x80)
            item.key.pop_back();
        item.key.pop_back();
    }
    value = Dict{std::move(item)};
    return true;
}

bool untag_as(std::string_view tag, Value& value)
{
    if (tag == tuple_tag)
        return to_tuple(value);
    if (tag == bytes_tag)
        return to_bytes(value);
    if (tag == markup_tag)
        return to_markup(value);
    if (tag == uuid_tag)
        return to_uuid(value);
    if (tag == datetime_tag)
        return to_datetime(value);
    return to_escaped_dict(value);
}

} // namespace

bool untag(Value& value)
{
    if (auto* list = value.as<List>())
        return std::ranges::all_of(*list, untag);
    auto* dict = value.as<Dict>();
    if (!dict)
        return true;
    for (std::size_t i = 0; i < dict->size(); ++i) {
        if (!untag(dict->value_at(i)))
            return false;
    }
    if (dict->size() != 1 || !is_tag(dict->begin()->key))
        return true;
    DictItem item = *dict->popitem();
    if (!untag_as(item.key, item.value))
        return false;
    value = std::move(item.value);
    return true;
}

} // namespace costrel::inline v1::encoding
