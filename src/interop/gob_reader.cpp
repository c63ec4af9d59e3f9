#include "encoding/utf8.hpp"
#include "interop/gob.hpp"
#include "interop/refusal.hpp"

#include <bit>
#include <map>
#include <vector>

namespace costrel::inline v1::interop {

namespace {

class GobReader {
public:
    explicit GobReader(std::string_view bytes) : rest_(bytes) {}

    // Messages that define types, then the one that holds the map.
    std::optional<Dict> session()
    {
        std::optional<std::int64_t> type;
        while (true) {
            const auto size = number();
            const std::size_t before = rest_.size();
            type = integer();
            if (!size || !type)
                return std::nullopt;
            if (*type >= 0)
                break;
            if (!definition(*type) || before - rest_.size() != *size)
                return std::nullopt;
        }
        const auto found = types_.find(*type);
        if (found == types_.end() || !found->second.key || number() != 0)
            return std::nullopt;
        auto map = value(*type);
        Dict* dict = map ? map->as<Dict>() : nullptr;
        return dict ? std::optional(std::move(*dict)) : std::nullopt;
    }

private:
    struct Type {
        std::optional<std::int64_t> key; // of a map; a slice has none
        std::int64_t element;
    };

    std::optional<std::uint64_t> number()
    {
        if (rest_.empty())
            return std::nullopt;
        const auto first = static_cast<unsigned char>(rest_.front());
        rest_.remove_prefix(1);
        if (first < 128)
            return first;
        const std::size_t size = 256U - first;
        if (size > 8 || size > rest_.size())
            return std::nullopt;
        std::uint64_t value = 0;
        for (const char c : rest_.substr(0, size))
            value = value << 8 | static_cast<unsigned char>(c);
        rest_.remove_prefix(size);
        return value;
    }
    std::optional<std::int64_t> integer()
    {
        const auto bits = number();
        if (!bits)
            return std::nullopt;
        return static_cast<std::int64_t>((*bits & 1) != 0 ? ~(*bits >> 1) : *bits >> 1);
    }
    std::optional<std::string_view> bytes()
    {
        const auto size = number();
        if (!size || *size > rest_.size())
            return std::nullopt;
        const std::string_view taken = rest_.substr(0, *size);
        rest_.remove_prefix(*size);
        return taken;
    }

    // The fields of a struct, as deltas of their numbers up to a zero. `field` reads one of them.
    template <class Field>
    bool fields(const Field& field)
    {
        constexpr std::uint64_t last = 3;
        std::uint64_t index = 0; // from 1 on
        while (true) {
            const auto delta = number();
            if (!delta)
                return false;
            if (*delta == 0)
                return true;
            if (*delta > last - index)
                return false;
            index += *delta;
            if (!field(index))
                return false;
        }
    }

    // A wireType with a SliceT (field 2) or a MapT (field 4); `type` is negative here.
    bool definition(std::int64_t type)
    {
        const auto kind = number();
        if ((kind != 2 && kind != 4) || type == INT64_MIN)
            return false;
        std::optional<std::int64_t> parts[2];
        const bool good = fields([&](std::uint64_t index) {
            if (index != 1)
                return (parts[index - 2] = integer()).has_value();
            return fields([&](std::uint64_t common) { // its name and number, which tell nothing
                return common == 1 ? bytes().has_value() : integer().has_value();
            });
        });
        const std::optional<std::int64_t> element = kind == 2 ? parts[0] : parts[1];
        if (!good || !element || (kind == 4 && !parts[0]) || number() != 0)
            return false;
        types_[-type] = {kind == 4 ? parts[0] : std::nullopt, *element};
        return true;
    }

    std::optional<Value> value(std::int64_t type)
    {
        switch (type) {
        case 1:
            if (const auto bit = number())
                return Value(*bit != 0);
            return std::nullopt;
        case 2:
            if (const auto signed_number = integer())
                return Value(*signed_number);
            return std::nullopt;
        case 3:
            if (const auto unsigned_number = number())
                return Value(*unsigned_number);
            return std::nullopt;
        case 4:
            return real();
        case 5:
            if (const auto data = bytes())
                return Value(Bytes{std::string(*data)});
            return std::nullopt;
        case 6:
            if (const auto text = bytes(); text && encoding::is_utf8(*text))
                return Value(std::string(*text));
            return std::nullopt;
        default:
            break;
        }
        if (depth_ == 2 * max_depth) // an interface, and what it holds, is a level each
            return std::nullopt;
        ++depth_;
        auto held = type == 8 ? interface() : container(type);
        --depth_;
        return held;
    }

    std::optional<Value> real()
    {
        auto reversed = number();
        if (!reversed)
            return std::nullopt;
        std::uint64_t bits = 0;
        for (int i = 0; i < 8; ++i, *reversed >>= 8)
            bits = bits << 8 | (*reversed & 0xff);
        return Value(std::bit_cast<double>(bits));
    }

    // The name and number of a type, and a value of it; its type may still have to be defined.
    std::optional<Value> interface()
    {
        const auto name = bytes();
        if (!name)
            return std::nullopt;
        if (name->empty())
            return Value();
        auto type = integer();
        while (type && *type < 0) {
            if (!definition(*type) || !number())
                return std::nullopt;
            type = integer();
        }
        if (!type || !number() || number() != 0) // the value's length, and a zero
            return std::nullopt;
        return value(*type);
    }

    std::optional<Value> container(std::int64_t number_of_type)
    {
        const auto found = types_.find(number_of_type);
        const auto count = number();
        if (found == types_.end() || !count || *count > rest_.size())
            return std::nullopt;
        const Type type = found->second;
        if (type.key)
            return map(type, *count);
        List list;
        for (std::uint64_t i = 0; i < *count; ++i) {
            auto item = value(type.element);
            if (!item)
                return std::nullopt;
            list.push_back(*std::move(item));
        }
        return Value(std::move(list));
    }

    std::optional<Value> map(const Type& type, std::uint64_t count)
    {
        std::vector<DictItem> items;
        for (std::uint64_t i = 0; i < count; ++i) {
            auto key = value(*type.key);
            auto item = key ? value(type.element) : std::nullopt;
            auto* name = key ? key->as<std::string>() : nullptr;
            if (!item || !name)
                return std::nullopt;
            items.push_back({std::move(*name), *std::move(item)});
        }
        return Value(Dict::from_items(std::move(items)));
    }

    std::string_view rest_;
    std::map<std::int64_t, Type> types_;
    std::size_t depth_ = 0;
};

} // namespace

std::optional<Dict> read_gob(std::string_view bytes)
{
    return GobReader(bytes).session();
}

} // namespace costrel::inline v1::interop
