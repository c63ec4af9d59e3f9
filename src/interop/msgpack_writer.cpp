#include "encoding/utf8.hpp"
#include "interop/msgpack.hpp"
#include "interop/refusal.hpp"

#include <bit>
#include <charconv>
#include <limits>

namespace costrel::inline v1::interop {

namespace {

class MsgpackWriter {
public:
    bool write(const Dict& dict)
    {
        if (depth_ == max_depth)
            return refusal_.refuse("nested too deep");
        ++depth_;
        put_size(dict.size(), 0x80, 16, 0, 0xde);
        for (const DictItem& item : dict) {
            if (!put(item.key))
                return refusal_.within("a key");
            if (!write(item.value))
                return refusal_.within(item.key);
        }
        --depth_;
        return true;
    }

    std::string take() { return std::move(out_); }
    CannotCarry error() { return refusal_.take(); }

private:
    bool write(const Value& value)
    {
        return value.visit([&](const auto& held) { return put(held); });
    }

    bool put(std::monostate) { return append(0xc0); }
    bool put(bool boolean) { return append(boolean ? 0xc3 : 0xc2); }
    bool put(std::int64_t integer)
    {
        if (integer >= 0)
            return put_unsigned(static_cast<std::uint64_t>(integer));
        if (integer >= -32)
            return append(static_cast<std::uint8_t>(integer));
        const auto bits = static_cast<std::uint64_t>(integer);
        if (integer >= std::numeric_limits<std::int8_t>::min())
            return append(0xd0, bits, 1);
        if (integer >= std::numeric_limits<std::int16_t>::min())
            return append(0xd1, bits, 2);
        return integer >= std::numeric_limits<std::int32_t>::min() ? append(0xd2, bits, 4)
                                                                   : append(0xd3, bits, 8);
    }
    bool put_unsigned(std::uint64_t integer)
    {
        if (integer < 0x80)
            return append(static_cast<std::uint8_t>(integer));
        if (integer <= 0xff)
            return append(0xcc, integer, 1);
        if (integer <= 0xffff)
            return append(0xcd, integer, 2);
        return integer <= 0xffffffff ? append(0xce, integer, 4) : append(0xcf, integer, 8);
    }
    bool put(const BigInteger& integer)
    {
        std::uint64_t number = 0;
        const char* const end = integer.digits.data() + integer.digits.size();
        const auto [rest, error] = std::from_chars(integer.digits.data(), end, number);
        if (error != std::errc() || rest != end)
            return refusal_.refuse("an integer beyond 64 bits");
        return append(0xcf, number, 8);
    }
    bool put(double number) { return append(0xcb, std::bit_cast<std::uint64_t>(number), 8); }
    bool put(const std::string& text)
    {
        if (!encoding::is_utf8(text))
            return refusal_.refuse(std::string(not_utf8));
        put_size(text.size(), 0xa0, 32, 0xd9, 0xda);
        out_ += text;
        return true;
    }
    bool put(const Html& markup) { return put(markup.str()); }
    bool put(const Uuid& uuid) { return put(uuid.text()); }
    bool put(const Bytes& bytes)
    {
        put_size(bytes.data.size(), 0, 0, 0xc4, 0xc5);
        out_ += bytes.data;
        return true;
    }
    bool put(const DateTime& time)
    {
        const std::int64_t seconds = time.time.time_since_epoch().count();
        if (seconds < 0 || seconds >= std::int64_t{1} << 34) {
            append(0xc7);
            append(12);
            append(0xff, 0, 4);
            return append_number(static_cast<std::uint64_t>(seconds), 8);
        }
        const bool is_short = seconds <= 0xffffffff;
        append(is_short ? 0xd6 : 0xd7);
        append(0xff);
        return append_number(static_cast<std::uint64_t>(seconds), is_short ? 4 : 8);
    }
    bool put(const List& list)
    {
        if (depth_ == max_depth)
            return refusal_.refuse("nested too deep");
        ++depth_;
        put_size(list.size(), 0x90, 16, 0, 0xdc);
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (!write(list[i]))
                return refusal_.within(i);
        }
        --depth_;
        return true;
    }
    bool put(const Tuple& tuple) { return put(tuple.items); }
    bool put(const Dict& dict) { return write(dict); }

    // How long something is: within the first byte when it is less than `few`, otherwise after
    // `one` in a byte (0: the type has none), or after `two` and `two` + 1 in two and four.
    void put_size(std::size_t size, unsigned within, std::size_t few, unsigned one, unsigned two)
    {
        if (size < few)
            append(within | static_cast<unsigned>(size));
        else if (one != 0 && size <= 0xff)
            append(one, size, 1);
        else if (size <= 0xffff)
            append(two, size, 2);
        else
            append(two + 1, size, 4);
    }
    bool append(unsigned byte)
    {
        out_ += static_cast<char>(byte);
        return true;
    }
    bool append(unsigned byte, std::uint64_t number, unsigned size)
    {
        append(byte);
        return append_number(number, size);
    }
    bool append_number(std::uint64_t number, unsigned size)
    {
        while (size != 0)
            append(static_cast<std::uint8_t>(number >> (8 * --size)));
        return true;
    }

    std::string out_;
    std::size_t depth_ = 0;
    Refusal refusal_;
};

} // namespace

Result<std::string, CannotCarry> write_msgpack(const Dict& dict)
{
    MsgpackWriter writer;
    if (!writer.write(dict))
        return writer.error();
    return writer.take();
}

} // namespace costrel::inline v1::interop
