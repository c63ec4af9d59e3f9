#include "encoding/json_number.hpp"
#include "encoding/utf8.hpp"
#include "interop/big_digits.hpp"
#include "interop/erlang_term.hpp"
#include "interop/refusal.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

namespace costrel::inline v1::interop {

namespace {

class ErlangWriter {
public:
    explicit ErlangWriter(std::string& out) : out_(out) {}

    bool write(const Value& value)
    {
        return value.visit([&](const auto& held) { return put(value, held); });
    }
    bool write(const Dict& dict)
    {
        if (depth_ == max_depth)
            return refusal_.refuse("nested too deep");
        ++depth_;
        std::vector<const DictItem*> items;
        for (const DictItem& item : dict)
            items.push_back(&item);
        std::ranges::sort(items, {}, [](const DictItem* item) { return item->key; });
        out_ += 't';
        append<4>(items.size());
        for (const DictItem* item : items) {
            if (!put({}, item->key))
                return refusal_.within("a key");
            if (!write(item->value))
                return refusal_.within(item->key);
        }
        --depth_;
        return true;
    }

    CannotCarry error() { return refusal_.take(); }

private:
    template <std::size_t Size>
    void append(std::uint64_t number) // big-endian
    {
        for (std::size_t i = Size; i-- > 0;)
            out_ += static_cast<char>(number >> (8 * i) & 0xff);
    }
    bool append_atom(std::string_view name)
    {
        out_ += 'd';
        append<2>(name.size());
        out_ += name;
        return true;
    }
    bool append_binary(std::string_view bytes)
    {
        out_ += 'm';
        append<4>(bytes.size());
        out_ += bytes;
        return true;
    }
    bool append_big(std::string_view digits)
    {
        const std::string magnitude = magnitude_bytes(digits);
        out_ += magnitude.size() < 256 ? 'n' : 'o';
        if (magnitude.size() < 256)
            append<1>(magnitude.size());
        else
            append<4>(magnitude.size());
        out_ += digits.starts_with('-') ? '\1' : '\0';
        out_ += magnitude;
        return true;
    }

    bool put(const Value&, std::monostate) { return append_atom("nil"); }
    bool put(const Value&, bool boolean) { return append_atom(boolean ? "true" : "false"); }
    bool put(const Value&, std::int64_t integer)
    {
        if (integer >= 0 && integer < 256) {
            out_ += 'a';
            append<1>(static_cast<std::uint64_t>(integer));
        } else if (integer >= INT32_MIN && integer <= INT32_MAX) {
            out_ += 'b';
            append<4>(static_cast<std::uint64_t>(integer));
        } else {
            append_big(std::to_string(integer));
        }
        return true;
    }
    bool put(const Value&, const BigInteger& integer)
    {
        if (integer.digits.size() > encoding::max_integer_digits)
            return refusal_.refuse("an integer of more than 4,300 digits");
        return append_big(integer.digits);
    }
    bool put(const Value&, double number)
    {
        if (!std::isfinite(number))
            return refusal_.refuse("a number that is not finite");
        out_ += 'F';
        append<8>(std::bit_cast<std::uint64_t>(number));
        return true;
    }
    bool put(const Value&, const std::string& text)
    {
        return encoding::is_utf8(text) ? append_binary(text)
                                       : refusal_.refuse(std::string(not_utf8));
    }
    bool put(const Value&, const Bytes& bytes)
    {
        if (encoding::is_utf8(bytes.data))
            return refusal_.refuse("bytes that are UTF-8, which would come back as text");
        return append_binary(bytes.data);
    }
    bool put(const Value&, const List& list)
    {
        if (list.empty()) {
            out_ += 'j';
            return true;
        }
        // A list of bytes is a text to Erlang.
        const auto is_byte = [](const Value& item) {
            const auto* integer = item.as<std::int64_t>();
            return integer && *integer >= 0 && *integer < 256;
        };
        if (list.size() < 65536 && std::ranges::all_of(list, is_byte)) {
            out_ += 'k';
            append<2>(list.size());
            for (const Value& item : list)
                append<1>(static_cast<std::uint64_t>(*item.as<std::int64_t>()));
            return true;
        }
        out_ += 'l';
        append<4>(list.size());
        if (!write_items(list))
            return false;
        out_ += 'j';
        return true;
    }
    bool put(const Value&, const Tuple& tuple)
    {
        out_ += tuple.items.size() < 256 ? 'h' : 'i';
        if (tuple.items.size() < 256)
            append<1>(tuple.items.size());
        else
            append<4>(tuple.items.size());
        return write_items(tuple.items);
    }
    bool put(const Value&, const Dict& dict) { return write(dict); }
    template <class Other>
    bool put(const Value& value, const Other&)
    {
        return refusal_.refuse_type(value);
    }

    bool write_items(const List& items)
    {
        if (depth_ == max_depth)
            return refusal_.refuse("nested too deep");
        ++depth_;
        for (std::size_t i = 0; i < items.size(); ++i) {
            if (!write(items[i]))
                return refusal_.within(i);
        }
        --depth_;
        return true;
    }

    std::string& out_;
    std::size_t depth_ = 0;
    Refusal refusal_;
};

} // namespace

Result<std::string, CannotCarry> write_erlang_term(const Dict& dict)
{
    std::string bytes("\x83");
    ErlangWriter writer(bytes);
    if (!writer.write(dict))
        return writer.error();
    return bytes;
}

} // namespace costrel::inline v1::interop
