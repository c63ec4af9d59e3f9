#include "encoding/utf8.hpp"
#include "interop/gob.hpp"
#include "interop/refusal.hpp"

#include <bit>
#include <map>

namespace costrel::inline v1::interop {

namespace {

constexpr std::int64_t first_type = 64; // what a process numbers its own types from
constexpr int type_of_interface = 8;
constexpr int type_of_text = 6;

void append_unsigned(std::string& out, std::uint64_t number)
{
    if (number < 128) {
        out += static_cast<char>(number);
        return;
    }
    const int bytes = (static_cast<int>(std::bit_width(number)) + 7) / 8;
    out += static_cast<char>(256 - bytes);
    for (int i = bytes; i-- > 0;)
        out += static_cast<char>(number >> (8 * i) & 0xff);
}

void append_signed(std::string& out, std::int64_t number)
{
    const auto bits = static_cast<std::uint64_t>(number);
    append_unsigned(out, number < 0 ? ~bits << 1 | 1 : bits << 1);
}

void append_text(std::string& out, std::string_view text)
{
    append_unsigned(out, text.size());
    out += text;
}

class GobWriter {
public:
    bool write(const Dict& session)
    {
        const std::int64_t type = type_named("map[interface {}]interface {}");
        std::string body;
        append_signed(body, type);
        body += '\0';
        append_unsigned(body, session.size());
        for (const DictItem& item : session) {
            if (!put_text(body, item.key))
                return refusal_.within("a key");
            if (!put_interface(body, item.value))
                return refusal_.within(item.key);
        }
        append_text(out_, body);
        return true;
    }

    std::string take() { return std::move(out_); }
    CannotCarry error() { return refusal_.take(); }

private:
    // The number of a type, which is defined in a message of its own when it comes first: a
    // wireType with a SliceT or MapT (pkg.go.dev/encoding/gob).
    std::int64_t type_named(const std::string& name)
    {
        const auto [entry, is_new] =
            types_.try_emplace(name, first_type + static_cast<std::int64_t>(types_.size()));
        const std::int64_t type = entry->second;
        if (!is_new)
            return type;
        const bool slice = name.starts_with("[]");
        const bool nameless = name.starts_with("map[interface");
        std::string wire;
        append_signed(wire, -type);
        wire += slice ? "\x02\x01" : "\x04\x01"; // the field, and in it CommonType
        wire += nameless ? '\x02' : '\x01';
        if (!nameless) {
            append_text(wire, name);
            wire += '\x01';
        }
        append_signed(wire, type);
        wire += '\0';
        if (!slice) {
            wire += '\x01';
            append_signed(wire, nameless ? type_of_interface : type_of_text);
        }
        wire += '\x01';
        append_signed(wire, type_of_interface);
        wire += '\0';
        wire += '\0';
        append_text(out_, wire);
        return type;
    }

    // An interface value: the type's name and number, and the value behind its length and a zero.
    static void append_interface(std::string& out, std::string_view name, std::int64_t type,
                                 std::string_view value)
    {
        append_text(out, name);
        append_signed(out, type);
        append_unsigned(out, value.size() + 1);
        out += '\0';
        out += value;
    }

    bool put_text(std::string& out, std::string_view text)
    {
        if (!encoding::is_utf8(text))
            return refusal_.refuse(std::string(not_utf8));
        std::string value;
        append_text(value, text);
        append_interface(out, "string", type_of_text, value);
        return true;
    }

    bool put_interface(std::string& out, const Value& value)
    {
        return value.visit([&](const auto& held) { return put(out, value, held); });
    }

    bool put(std::string& out, const Value&, std::monostate)
    {
        out += '\0';
        return true;
    }
    bool put(std::string& out, const Value&, bool boolean)
    {
        append_interface(out, "bool", 1, std::string(1, boolean ? '\1' : '\0'));
        return true;
    }
    bool put(std::string& out, const Value&, std::int64_t integer)
    {
        std::string value;
        append_signed(value, integer);
        append_interface(out, "int", 2, value);
        return true;
    }
    bool put(std::string&, const Value&, const BigInteger&)
    {
        return refusal_.refuse("an integer beyond 64 bits");
    }
    bool put(std::string& out, const Value&, double number)
    {
        std::uint64_t bits = std::bit_cast<std::uint64_t>(number);
        std::uint64_t reversed = 0;
        for (int i = 0; i < 8; ++i, bits >>= 8)
            reversed = reversed << 8 | (bits & 0xff);
        std::string value;
        append_unsigned(value, reversed);
        append_interface(out, "float64", 4, value);
        return true;
    }
    bool put(std::string& out, const Value&, const std::string& text)
    {
        return put_text(out, text);
    }
    bool put(std::string& out, const Value&, const Bytes& bytes)
    {
        std::string value;
        append_text(value, bytes.data);
        append_interface(out, "[]uint8", 5, value);
        return true;
    }
    bool put(std::string& out, const Value&, const List& list)
    {
        if (!enter())
            return false;
        const std::int64_t type = type_named("[]interface {}");
        std::string value;
        append_unsigned(value, list.size());
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (!put_interface(value, list[i]))
                return refusal_.within(i);
        }
        append_interface(out, "[]interface {}", type, value);
        --depth_;
        return true;
    }
    bool put(std::string& out, const Value&, const Dict& dict)
    {
        if (!enter())
            return false;
        const std::int64_t type = type_named("map[string]interface {}");
        std::string value;
        append_unsigned(value, dict.size());
        for (const DictItem& item : dict) {
            if (!encoding::is_utf8(item.key)) {
                refusal_.refuse(std::string(not_utf8));
                return refusal_.within("a key");
            }
            append_text(value, item.key);
            if (!put_interface(value, item.value))
                return refusal_.within(item.key);
        }
        append_interface(out, "map[string]interface {}", type, value);
        --depth_;
        return true;
    }
    template <class Other>
    bool put(std::string&, const Value& value, const Other&)
    {
        return refusal_.refuse_type(value);
    }

    bool enter()
    {
        if (++depth_ > max_depth)
            return refusal_.refuse("nested too deep");
        return true;
    }

    std::string out_;
    std::map<std::string, std::int64_t> types_;
    std::size_t depth_ = 0;
    Refusal refusal_;
};

} // namespace

Result<std::string, CannotCarry> write_gob(const Dict& dict)
{
    GobWriter writer;
    if (!writer.write(dict))
        return writer.error();
    return writer.take();
}

} // namespace costrel::inline v1::interop
