#include "interop/json_dialect.hpp"

#include "encoding/json_number.hpp"
#include "encoding/number_text.hpp"
#include "interop/safe_integer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace costrel::inline v1::interop {

namespace {

class DialectWriter {
public:
    DialectWriter(std::string& out, const JsonDialect& dialect) : out_(out), dialect_(dialect) {}

    bool write(const Value& value)
    {
        return value.visit([&](const auto& held) { return put(value, held); });
    }
    bool write(const Dict& dict)
    {
        if (depth_ == dialect_.depth)
            return refusal_.refuse("nested too deep");
        ++depth_;
        out_ += '{';
        bool first = true;
        for (const DictItem* item : in_order(dict)) {
            if (!std::exchange(first, false))
                out_ += dialect_.comma;
            if (!append_json_text(out_, item->key, dialect_)) {
                refusal_.refuse(std::string(not_utf8));
                return refusal_.within("a key");
            }
            out_ += dialect_.colon;
            if (!write(item->value))
                return refusal_.within(item->key);
        }
        out_ += '}';
        --depth_;
        return true;
    }

    CannotCarry error() { return refusal_.take(); }

private:
    bool append(std::string_view text)
    {
        out_ += text;
        return true;
    }

    bool put(const Value&, std::monostate) { return append("null"); }
    bool put(const Value&, bool boolean) { return append(boolean ? "true" : "false"); }
    bool put(const Value&, std::int64_t integer)
    {
        if (dialect_.only_doubles && !is_safe_integer(integer))
            return refusal_.refuse("an integer beyond 2^53");
        encoding::append_integer(out_, integer);
        return true;
    }
    bool put(const Value&, const BigInteger& integer)
    {
        if (dialect_.only_doubles)
            return refusal_.refuse("an integer beyond 2^53");
        if (integer.digits.size() > encoding::max_integer_digits)
            return refusal_.refuse("an integer of more than 4,300 digits");
        return append(integer.digits);
    }
    bool put(const Value&, double number)
    {
        if (!std::isfinite(number))
            return refusal_.refuse("a number that is not finite");
        if (dialect_.only_doubles && is_safe_integer(number))
            return refusal_.refuse("a float without a fraction, which would come back as an int");
        append_decimal(out_, number, dialect_.decimal);
        return true;
    }
    bool put(const Value&, const std::string& text)
    {
        return append_json_text(out_, text, dialect_) || refusal_.refuse(std::string(not_utf8));
    }
    bool put(const Value&, const List& list)
    {
        if (depth_ == dialect_.depth)
            return refusal_.refuse("nested too deep");
        ++depth_;
        out_ += '[';
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (i != 0)
                out_ += dialect_.comma;
            if (!write(list[i]))
                return refusal_.within(i);
        }
        out_ += ']';
        --depth_;
        return true;
    }
    bool put(const Value&, const Dict& dict) { return write(dict); }
    template <class Other>
    bool put(const Value& value, const Other&)
    {
        return refusal_.refuse_type(value);
    }

    std::vector<const DictItem*> in_order(const Dict& dict) const
    {
        std::vector<const DictItem*> items;
        for (const DictItem& item : dict)
            items.push_back(&item);
        if (dialect_.keys == JsonDialect::Keys::sorted) {
            std::sort(items.begin(), items.end(), [](const DictItem* left, const DictItem* right) {
                return left->key < right->key;
            });
        } else if (dialect_.keys == JsonDialect::Keys::indices_first) {
            const auto rest =
                std::stable_partition(items.begin(), items.end(), [](const DictItem* item) {
                    return array_index(item->key).has_value();
                });
            std::sort(items.begin(), rest, [](const DictItem* left, const DictItem* right) {
                return *array_index(left->key) < *array_index(right->key);
            });
        }
        return items;
    }

    std::string& out_;
    const JsonDialect& dialect_;
    std::size_t depth_ = 0;
    Refusal refusal_;
};

template <class T>
Result<std::string, CannotCarry> written(const T& value, const JsonDialect& dialect)
{
    std::string text;
    DialectWriter writer(text, dialect);
    if (!writer.write(value))
        return writer.error();
    return text;
}

} // namespace

Result<std::string, CannotCarry> write_json(const Value& value, const JsonDialect& dialect)
{
    return written(value, dialect);
}

Result<std::string, CannotCarry> write_json(const Dict& dict, const JsonDialect& dialect)
{
    return written(dict, dialect);
}

} // namespace costrel::inline v1::interop
