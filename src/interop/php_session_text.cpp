#include "encoding/utf8.hpp"
#include "interop/php_key.hpp"
#include "interop/php_reader.hpp"
#include "interop/php_serialize.hpp"
#include "interop/refusal.hpp"

namespace costrel::inline v1::interop {

std::optional<Dict> php_unserialize(std::string_view text)
{
    PhpReader reader(text);
    auto dict = reader.array();
    return reader.at_end() ? std::move(dict) : std::nullopt;
}

std::optional<Value> php_unserialize_value(std::string_view text)
{
    PhpReader reader(text);
    auto value = reader.value();
    return reader.at_end() ? std::move(value) : std::nullopt;
}

Result<std::string, CannotCarry> php_session_encode(const Dict& dict)
{
    std::string text;
    for (const DictItem& item : dict) {
        if (item.key.find('|') != item.key.npos)
            return CannotCarry{item.key, "a name with a bar, which PHP refuses"};
        if (php_integer_key(item.key))
            return CannotCarry{item.key, "a name that is a number, which PHP drops"};
        if (!encoding::is_utf8(item.key))
            return CannotCarry{"a key", std::string(not_utf8)};
        text += item.key + '|';
        CannotCarry error;
        if (!append_php(text, item.value, error)) {
            const bool dot = !error.path.empty() && error.path.front() != '[';
            error.path.insert(0, item.key + (dot ? "." : ""));
            return error;
        }
    }
    return text;
}

std::optional<Dict> php_session_decode(std::string_view text)
{
    PhpReader reader(text);
    std::vector<DictItem> items;
    while (!reader.at_end()) {
        const auto name = reader.until('|');
        if (!name || !encoding::is_utf8(*name))
            return std::nullopt;
        auto value = reader.value();
        if (!value)
            return std::nullopt;
        items.push_back({std::string(*name), *std::move(value)});
    }
    return Dict::from_items(std::move(items));
}

} // namespace costrel::inline v1::interop
