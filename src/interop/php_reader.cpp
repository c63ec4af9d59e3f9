#include "interop/php_reader.hpp"

#include "encoding/utf8.hpp"
#include "interop/php_key.hpp"
#include "interop/refusal.hpp"

#include <charconv>
#include <cmath>
#include <string>
#include <vector>

namespace costrel::inline v1::interop {

bool PhpReader::take(std::string_view word)
{
    const bool here = rest_.starts_with(word);
    rest_.remove_prefix(here ? word.size() : 0);
    return here;
}

std::optional<std::string_view> PhpReader::until(char end)
{
    const std::size_t at = rest_.find(end);
    if (at == rest_.npos)
        return std::nullopt;
    const std::string_view text = rest_.substr(0, at);
    rest_.remove_prefix(at + 1);
    return text;
}

std::optional<std::int64_t> PhpReader::integer()
{
    const auto digits = until(';');
    if (!digits)
        return std::nullopt;
    const std::string_view number = digits->substr(digits->starts_with('+') ? 1 : 0);
    std::int64_t value = 0;
    const char* const end = number.data() + number.size();
    const auto result = std::from_chars(number.data(), end, value);
    if (number.empty() || result.ec != std::errc() || result.ptr != end ||
        (number.size() < digits->size() && number.front() == '-'))
        return std::nullopt;
    return value;
}

// Behind the "s:".
std::optional<Value> PhpReader::text()
{
    const auto count = until(':');
    std::size_t size = 0;
    if (!count || count->empty() || count->size() > 9 ||
        count->find_first_not_of("0123456789") != count->npos)
        return std::nullopt;
    std::from_chars(count->data(), count->data() + count->size(), size);
    if (!take("\"") || size > rest_.size())
        return std::nullopt;
    const std::string_view bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    if (!take("\";"))
        return std::nullopt;
    if (encoding::is_utf8(bytes))
        return Value(std::string(bytes));
    return Value(Bytes{std::string(bytes)});
}

std::optional<Dict> PhpReader::array()
{
    if (!take("a:") || depth_ == max_depth)
        return std::nullopt;
    const auto count = until(':');
    if (!count || count->empty() || count->size() > 9 ||
        count->find_first_not_of("0123456789") != count->npos || !take("{"))
        return std::nullopt;
    std::size_t size = 0;
    std::from_chars(count->data(), count->data() + count->size(), size);
    ++depth_;
    std::vector<DictItem> items;
    for (std::size_t i = 0; i < size; ++i) {
        std::string key;
        if (take("i:")) {
            const auto number = integer();
            if (!number)
                return std::nullopt;
            key = std::to_string(*number);
        } else if (take("s:")) {
            const auto name = text();
            const auto* words = name ? name->as<std::string>() : nullptr;
            if (!words)
                return std::nullopt;
            key = *words;
        } else {
            return std::nullopt;
        }
        auto item = value();
        if (!item)
            return std::nullopt;
        items.push_back({std::move(key), *std::move(item)});
    }
    --depth_;
    if (!take("}"))
        return std::nullopt;
    return Dict::from_items(std::move(items));
}

std::optional<Value> PhpReader::value()
{
    if (take("N;"))
        return Value();
    if (take("b:1;"))
        return Value(true);
    if (take("b:0;"))
        return Value(false);
    if (take("i:")) {
        if (const auto number = integer())
            return Value(*number);
        return std::nullopt;
    }
    if (take("d:")) {
        const auto digits = until(';');
        if (!digits || digits->empty())
            return std::nullopt;
        const std::string_view number = digits->substr(digits->front() == '+' ? 1 : 0);
        double result = 0;
        const char* const end = number.data() + number.size();
        const auto [at, error] = std::from_chars(number.data(), end, result);
        if (error != std::errc() || at != end || !std::isfinite(result))
            return std::nullopt;
        return Value(result);
    }
    if (take("s:"))
        return text();
    auto items = array(); // objects and references are none
    if (!items)
        return std::nullopt;
    if (!is_php_list(*items))
        return Value(*std::move(items));
    List list;
    for (std::size_t i = 0; i < items->size(); ++i)
        list.push_back(std::move(items->value_at(i)));
    return Value(std::move(list));
}

} // namespace costrel::inline v1::interop
