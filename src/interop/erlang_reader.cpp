#include "encoding/utf8.hpp"
#include "interop/big_digits.hpp"
#include "interop/erlang_term.hpp"
#include "interop/refusal.hpp"

#include <bit>
#include <cmath>
#include <vector>

namespace costrel::inline v1::interop {

namespace {

class ErlangReader {
public:
    explicit ErlangReader(std::string_view bytes) : rest_(bytes) {}

    std::optional<Value> term()
    {
        if (depth_ == max_depth + 1)
            return std::nullopt;
        ++depth_;
        auto value = tagged(static_cast<char>(number<1>().value_or(0)));
        --depth_;
        return value;
    }
    bool at_end() const { return rest_.empty(); }

private:
    template <std::size_t Size>
    std::optional<std::uint64_t> number() // big-endian
    {
        if (rest_.size() < Size)
            return std::nullopt;
        std::uint64_t value = 0;
        for (const char c : rest_.substr(0, Size))
            value = value << 8 | static_cast<unsigned char>(c);
        rest_.remove_prefix(Size);
        return value;
    }

    std::optional<std::string_view> bytes(std::optional<std::uint64_t> size)
    {
        if (!size || *size > rest_.size())
            return std::nullopt;
        const std::string_view taken = rest_.substr(0, *size);
        rest_.remove_prefix(*size);
        return taken;
    }

    std::optional<Value> tagged(char tag)
    {
        switch (tag) {
        case 'a':
            return integer(number<1>());
        case 'b':
            return integer(number<4>());
        case 'n':
            return big(number<1>());
        case 'o':
            return big(number<4>());
        case 'F':
            return real(number<8>());
        case 'd':
        case 'v':
            return atom(bytes(number<2>()));
        case 's':
        case 'w':
            return atom(bytes(number<1>()));
        case 'm':
            return binary(bytes(number<4>()));
        case 'k':
            return characters(bytes(number<2>()));
        case 'j':
            return Value(List{});
        case 'l':
            return list(number<4>());
        case 'h':
            return tuple(number<1>());
        case 'i':
            return tuple(number<4>());
        case 't':
            return map(number<4>());
        default:
            return std::nullopt;
        }
    }

    static std::optional<Value> integer(std::optional<std::uint64_t> bits)
    {
        if (!bits)
            return std::nullopt;
        return Value(*bits < 256 ? static_cast<std::int64_t>(*bits)
                                 : static_cast<std::int64_t>(static_cast<std::int32_t>(*bits)));
    }
    std::optional<Value> big(std::optional<std::uint64_t> size)
    {
        const auto sign = number<1>();
        const auto magnitude = bytes(size);
        if (!sign || !magnitude)
            return std::nullopt;
        return integer_of(*magnitude, *sign != 0);
    }
    static std::optional<Value> real(std::optional<std::uint64_t> bits)
    {
        const double value = std::bit_cast<double>(bits.value_or(0));
        if (!bits || !std::isfinite(value))
            return std::nullopt;
        return Value(value);
    }
    static std::optional<Value> atom(std::optional<std::string_view> name)
    {
        if (name == "nil")
            return Value();
        if (name == "true" || name == "false")
            return Value(*name == "true");
        return std::nullopt;
    }
    static std::optional<Value> binary(std::optional<std::string_view> data)
    {
        if (!data)
            return std::nullopt;
        if (encoding::is_utf8(*data))
            return Value(std::string(*data));
        return Value(Bytes{std::string(*data)});
    }
    static std::optional<Value> characters(std::optional<std::string_view> data)
    {
        if (!data)
            return std::nullopt;
        List items;
        for (const char c : *data)
            items.emplace_back(static_cast<unsigned char>(c));
        return Value(std::move(items));
    }

    // An item takes a byte at least: a count beyond the data ends at once.
    std::optional<List> items(std::optional<std::uint64_t> count)
    {
        if (!count || *count > rest_.size())
            return std::nullopt;
        List items;
        for (std::uint64_t i = 0; i < *count; ++i) {
            auto item = term();
            if (!item)
                return std::nullopt;
            items.push_back(*std::move(item));
        }
        return items;
    }
    std::optional<Value> list(std::optional<std::uint64_t> count)
    {
        auto values = items(count);
        if (!values || !rest_.starts_with('j')) // an improper list
            return std::nullopt;
        rest_.remove_prefix(1);
        return Value(*std::move(values));
    }
    std::optional<Value> tuple(std::optional<std::uint64_t> count)
    {
        auto values = items(count);
        if (!values)
            return std::nullopt;
        return Value(Tuple{*std::move(values)});
    }
    std::optional<Value> map(std::optional<std::uint64_t> count)
    {
        if (!count || *count > rest_.size())
            return std::nullopt;
        std::vector<DictItem> pairs;
        for (std::uint64_t i = 0; i < *count; ++i) {
            if (!rest_.starts_with('m'))
                return std::nullopt;
            auto key = term();
            auto value = key ? term() : std::nullopt;
            auto* name = key ? key->as<std::string>() : nullptr;
            if (!value || !name)
                return std::nullopt;
            pairs.push_back({std::move(*name), *std::move(value)});
        }
        Dict dict = Dict::from_items(std::move(pairs));
        if (dict.size() != *count) // a key stands twice
            return std::nullopt;
        return Value(std::move(dict));
    }

    std::string_view rest_;
    std::size_t depth_ = 0;
};

} // namespace

std::optional<Dict> read_erlang_map(std::string_view bytes)
{
    if (!bytes.starts_with('\x83'))
        return std::nullopt;
    ErlangReader reader(bytes.substr(1));
    auto term = reader.term();
    Dict* map = term && reader.at_end() ? term->as<Dict>() : nullptr;
    return map ? std::optional(std::move(*map)) : std::nullopt;
}

} // namespace costrel::inline v1::interop
