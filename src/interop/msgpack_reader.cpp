#include "encoding/utf8.hpp"
#include "interop/msgpack.hpp"
#include "interop/refusal.hpp"

#include <bit>
#include <utility>
#include <vector>

namespace costrel::inline v1::interop {

namespace {

// Nothing means that the bytes are no good; it never comes to more.
class MsgpackReader {
public:
    explicit MsgpackReader(std::string_view bytes) : rest_(bytes) {}

    std::optional<Value> value()
    {
        const auto type = byte();
        if (!type)
            return std::nullopt;
        if (*type < 0x80)
            return Value(*type);
        if (*type < 0x90)
            return map(*type & 0x0fU);
        if (*type < 0xa0)
            return list(*type & 0x0fU);
        if (*type < 0xc0)
            return text(*type & 0x1fU);
        if (*type >= 0xe0)
            return Value(static_cast<std::int8_t>(*type));
        return marked(*type);
    }

    bool is_at_end() const noexcept { return rest_.empty(); }

private:
    std::optional<Value> marked(unsigned type)
    {
        switch (type) {
        case 0xc0:
            return Value();
        case 0xc2:
        case 0xc3:
            return Value(type == 0xc3);
        case 0xc4:
        case 0xc5:
        case 0xc6:
            return binary(number(1U << (type - 0xc4)));
        case 0xca:
            if (const auto bits = number(4))
                return Value(std::bit_cast<float>(static_cast<std::uint32_t>(*bits)));
            return std::nullopt;
        case 0xcb:
            if (const auto bits = number(8))
                return Value(std::bit_cast<double>(*bits));
            return std::nullopt;
        case 0xcc:
        case 0xcd:
        case 0xce:
        case 0xcf:
            if (const auto integer = number(1U << (type - 0xcc)))
                return Value(*integer);
            return std::nullopt;
        case 0xd0:
        case 0xd1:
        case 0xd2:
        case 0xd3:
            return negative(1U << (type - 0xd0));
        case 0xd6:
        case 0xd7:
            return time(1U << (type - 0xd4));
        case 0xc7:
            return time(number(1));
        case 0xd9:
        case 0xda:
        case 0xdb:
            return text(number(1U << (type - 0xd9)));
        case 0xdc:
        case 0xdd:
            return list(number(2U << (type - 0xdc)));
        case 0xde:
        case 0xdf:
            return map(number(2U << (type - 0xde)));
        default: // never used, or an extension of a size that no time has
            return std::nullopt;
        }
    }

    std::optional<unsigned> byte()
    {
        const auto taken = take(1);
        return taken ? std::optional<unsigned>(static_cast<unsigned char>(taken->front()))
                     : std::nullopt;
    }
    std::optional<std::string_view> take(std::optional<std::uint64_t> size)
    {
        if (!size || *size > rest_.size())
            return std::nullopt;
        const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(*size));
        rest_.remove_prefix(taken.size());
        return taken;
    }
    std::optional<std::uint64_t> number(unsigned size)
    {
        const auto bytes = take(size);
        if (!bytes)
            return std::nullopt;
        std::uint64_t value = 0;
        for (const char c : *bytes)
            value = value << 8 | static_cast<unsigned char>(c);
        return value;
    }
    std::optional<Value> negative(unsigned size)
    {
        const auto bits = number(size);
        if (!bits)
            return std::nullopt;
        const unsigned above = 64 - 8 * size;
        return Value(static_cast<std::int64_t>(*bits << above) >> above);
    }
    std::optional<Value> text(std::optional<std::uint64_t> size)
    {
        const auto taken = take(size);
        return taken && encoding::is_utf8(*taken) ? std::optional(Value(*taken)) : std::nullopt;
    }
    std::optional<Value> binary(std::optional<std::uint64_t> size)
    {
        const auto taken = take(size);
        return taken ? std::optional(Value(Bytes{std::string(*taken)})) : std::nullopt;
    }
    // The extension type -1; what it says beyond seconds is cut off, as a session keeps seconds.
    std::optional<Value> time(std::optional<std::uint64_t> size)
    {
        if (!size || (*size != 4 && *size != 8 && *size != 12) || byte() != 0xffU)
            return std::nullopt;
        std::uint64_t nanoseconds = 0;
        std::optional<std::uint64_t> seconds;
        if (*size == 8) {
            seconds = number(8);
            nanoseconds = seconds.value_or(0) >> 34;
            if (seconds)
                *seconds &= (std::uint64_t{1} << 34) - 1;
        } else {
            nanoseconds = *size == 12 ? number(4).value_or(~std::uint64_t{0}) : 0;
            seconds = number(*size == 12 ? 8 : 4);
        }
        constexpr std::int64_t begin = -62'135'596'800; // of the years 1 to 9999
        constexpr std::int64_t end = 253'402'300'800;
        const auto signed_seconds = static_cast<std::int64_t>(seconds.value_or(0));
        if (!seconds || nanoseconds > 999'999'999 || signed_seconds < begin ||
            signed_seconds >= end)
            return std::nullopt;
        return Value(std::chrono::sys_seconds(std::chrono::seconds(signed_seconds)));
    }
    std::optional<Value> list(std::optional<std::uint64_t> count)
    {
        if (!count || *count > rest_.size() || depth_ == max_depth)
            return std::nullopt;
        ++depth_;
        List items;
        for (std::uint64_t i = 0; i < *count; ++i) {
            auto item = value();
            if (!item)
                return std::nullopt;
            items.push_back(*std::move(item));
        }
        --depth_;
        return Value(std::move(items));
    }
    std::optional<Value> map(std::optional<std::uint64_t> count)
    {
        if (!count || *count > rest_.size() / 2 || depth_ == max_depth)
            return std::nullopt;
        ++depth_;
        std::vector<DictItem> items;
        for (std::uint64_t i = 0; i < *count; ++i) {
            auto name = key();
            auto item = name ? value() : std::nullopt;
            if (!item)
                return std::nullopt;
            items.push_back({*std::move(name), *std::move(item)});
        }
        --depth_;
        return Value(Dict::from_items(std::move(items)));
    }
    std::optional<std::string> key()
    {
        // Looked at first: a key that is a list or a map is not descended into.
        if (rest_.empty())
            return std::nullopt;
        const auto type = static_cast<unsigned char>(rest_.front());
        const bool is_text = (type >= 0xa0 && type < 0xc0) || (type >= 0xd9 && type <= 0xdb);
        const bool is_integer = type < 0x80 || type >= 0xe0 || (type >= 0xcc && type <= 0xd3);
        const auto read = is_text || is_integer ? value() : std::nullopt;
        if (!read)
            return std::nullopt;
        if (const auto* text = read->as<std::string>())
            return *text;
        if (const auto* big = read->as<BigInteger>())
            return big->digits;
        return std::to_string(*read->as<std::int64_t>());
    }

    std::string_view rest_;
    std::size_t depth_ = 0;
};

} // namespace

std::optional<Dict> read_msgpack(std::string_view bytes)
{
    MsgpackReader reader(bytes);
    auto value = reader.value();
    Dict* dict = value && reader.is_at_end() ? value->as<Dict>() : nullptr;
    return dict ? std::optional(std::move(*dict)) : std::nullopt;
}

} // namespace costrel::inline v1::interop
