#include "formats/session_data.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace costrel::inline v1::formats {

namespace {

// The number of bytes of the first character of UTF-8 text.
std::size_t first_character(std::string_view text)
{
    std::size_t size = 1;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
        ++size;
    return size;
}

std::optional<DictItem> pair_of_list(List& elements)
{
    if (elements.size() != 2)
        return std::nullopt;
    if (auto* key = elements[0].as<std::string>())
        return DictItem{std::move(*key), std::move(elements[1])};
    if (auto* key = elements[0].as<Html>())
        return DictItem{std::move(*key).str(), std::move(elements[1])};
    return std::nullopt;
}

// A text of two characters is a pair too.
std::optional<DictItem> pair_of_text(std::string_view text)
{
    if (text.empty())
        return std::nullopt;
    const std::size_t size = first_character(text);
    const std::string_view second = text.substr(size);
    if (second.empty() || first_character(second) != second.size())
        return std::nullopt;
    return DictItem{std::string(text.substr(0, size)), Value(second)};
}

std::optional<DictItem> pair_of(Value& value)
{
    if (auto* list = value.as<List>())
        return pair_of_list(*list);
    if (auto* tuple = value.as<Tuple>())
        return pair_of_list(tuple->items);
    if (const auto* text = value.as<std::string>())
        return pair_of_text(*text);
    if (const auto* markup = value.as<Html>())
        return pair_of_text(markup->str());
    if (const auto* dict = value.as<Dict>(); dict && dict->size() == 2)
        return DictItem{dict->begin()[0].key, Value(dict->begin()[1].key)};
    return std::nullopt;
}

std::optional<Dict> dict_of_pairs(List& elements)
{
    std::vector<DictItem> items;
    items.reserve(elements.size());
    for (Value& element : elements) {
        auto item = pair_of(element);
        if (!item)
            return std::nullopt;
        items.push_back(*std::move(item));
    }
    return Dict::from_items(std::move(items));
}

} // namespace

std::optional<Dict> session_data(Value&& value)
{
    if (auto* dict = value.as<Dict>())
        return std::move(*dict);
    if (value.is_null())
        return Dict();
    if (auto* list = value.as<List>())
        return dict_of_pairs(*list);
    if (auto* tuple = value.as<Tuple>())
        return dict_of_pairs(tuple->items);
    const bool is_empty_text = value.as<std::string>() && value.as<std::string>()->empty();
    const bool is_empty_markup = value.as<Html>() && value.as<Html>()->str().empty();
    const bool is_empty_bytes = value.as<Bytes>() && value.as<Bytes>()->data.empty();
    if (is_empty_text || is_empty_markup || is_empty_bytes)
        return Dict();
    return std::nullopt;
}

} // namespace costrel::inline v1::formats
