#include <costrel/errors.hpp>
#include <costrel/multidict.hpp>

namespace costrel::inline v1 {

const std::string& MultiDict::operator[](std::string_view key) const
{
    if (const std::string* value = find(key))
        return *value;
    throw BadRequestKeyError(key);
}

const std::string* MultiDict::find(std::string_view key) const noexcept
{
    for (const Item& item : items_) {
        if (item.first == key)
            return &item.second;
    }
    return nullptr;
}

std::string MultiDict::get(std::string_view key, std::string_view fallback) const
{
    const std::string* value = find(key);
    return value != nullptr ? *value : std::string(fallback);
}

std::vector<std::string> MultiDict::getlist(std::string_view key) const
{
    std::vector<std::string> values;
    for (const Item& item : items_) {
        if (item.first == key)
            values.push_back(item.second);
    }
    return values;
}

void MultiDict::add(std::string key, std::string value)
{
    items_.emplace_back(std::move(key), std::move(value));
}

} // namespace costrel::inline v1
