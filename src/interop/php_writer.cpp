#include "encoding/number_text.hpp"
#include "encoding/utf8.hpp"
#include "interop/decimal.hpp"
#include "interop/php_key.hpp"
#include "interop/php_serialize.hpp"
#include "interop/refusal.hpp"

#include <cmath>

namespace costrel::inline v1::interop {

namespace {

class PhpWriter {
public:
    explicit PhpWriter(std::string& out) : out_(out) {}

    bool write(const Value& value)
    {
        return value.visit([&](const auto& held) { return put(value, held); });
    }
    // What stands at the top may be empty: there, an array is known to be a dict.
    bool write_items(const Dict& dict)
    {
        if (depth_ == max_depth)
            return refusal_.refuse("nested too deep");
        ++depth_;
        begin_array(dict.size());
        for (const DictItem& item : dict) {
            if (const auto integer = php_integer_key(item.key))
                put({}, *integer);
            else if (!put({}, item.key))
                return refusal_.within("a key");
            if (!write(item.value))
                return refusal_.within(item.key);
        }
        out_ += '}';
        --depth_;
        return true;
    }

    CannotCarry error() { return refusal_.take(); }

private:
    bool put(const Value&, std::monostate)
    {
        out_ += "N;";
        return true;
    }
    bool put(const Value&, bool boolean)
    {
        out_ += boolean ? "b:1;" : "b:0;";
        return true;
    }
    bool put(const Value&, std::int64_t integer)
    {
        out_ += "i:";
        encoding::append_integer(out_, integer);
        out_ += ';';
        return true;
    }
    bool put(const Value&, double number)
    {
        if (!std::isfinite(number))
            return refusal_.refuse("a number that is not finite");
        out_ += "d:";
        append_decimal(out_, number, php_decimal);
        out_ += ';';
        return true;
    }
    bool put(const Value&, const BigInteger&)
    {
        return refusal_.refuse("an integer beyond 64 bits");
    }
    bool put(const Value&, const std::string& text)
    {
        if (!encoding::is_utf8(text))
            return refusal_.refuse(std::string(not_utf8));
        return put_bytes(text);
    }
    bool put(const Value&, const Bytes& bytes)
    {
        if (encoding::is_utf8(bytes.data))
            return refusal_.refuse("bytes that are UTF-8, which would come back as text");
        return put_bytes(bytes.data);
    }
    bool put(const Value&, const List& list)
    {
        if (depth_ == max_depth)
            return refusal_.refuse("nested too deep");
        ++depth_;
        begin_array(list.size());
        for (std::size_t i = 0; i < list.size(); ++i) {
            put({}, static_cast<std::int64_t>(i));
            if (!write(list[i]))
                return refusal_.within(i);
        }
        out_ += '}';
        --depth_;
        return true;
    }
    bool put(const Value&, const Dict& dict)
    {
        if (is_php_list(dict))
            return refusal_.refuse(dict.empty()
                                       ? "an empty dict, which would come back as a list"
                                       : "a dict of the keys 0, 1, 2 …, which is a list in PHP");
        return write_items(dict);
    }
    template <class Other>
    bool put(const Value& value, const Other&)
    {
        return refusal_.refuse_type(value);
    }

    bool put_bytes(std::string_view bytes)
    {
        out_ += "s:" + std::to_string(bytes.size()) + ":\"";
        out_ += bytes;
        out_ += "\";";
        return true;
    }
    void begin_array(std::size_t size) { out_ += "a:" + std::to_string(size) + ":{"; }

    std::string& out_;
    std::size_t depth_ = 0;
    Refusal refusal_;
};

} // namespace

bool append_php(std::string& out, const Value& value, CannotCarry& error)
{
    PhpWriter writer(out);
    if (writer.write(value))
        return true;
    error = writer.error();
    return false;
}

Result<std::string, CannotCarry> php_serialize(const Dict& dict)
{
    std::string text;
    PhpWriter writer(text);
    if (!writer.write_items(dict))
        return writer.error();
    return text;
}

} // namespace costrel::inline v1::interop
