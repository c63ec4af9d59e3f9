#include "encoding/json_writer.hpp"

#include "encoding/base64.hpp"
#include "encoding/http_date.hpp"
#include "encoding/json_number.hpp"
#include "encoding/json_string.hpp"
#include "encoding/number_text.hpp"
#include "encoding/tags.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace costrel::inline v1::encoding {

namespace {

constexpr JsonStyle tagged_style{.sort_keys = true, .item_separator = ",", .key_separator = ":"};

enum class Types { plain, tagged };

[[noreturn]] void refuse(std::string_view type, std::string_view advice)
{
    throw std::invalid_argument("Object of type " + std::string(type) +
                                " is not JSON serializable. costrel: " + std::string(advice));
}

class JsonWriter {
public:
    JsonWriter(std::string& out, const JsonStyle& style, Types types)
        : out_(out), style_(style), tagged_(types == Types::tagged), depth_left_(style.max_depth)
    {
    }

    void write(const Value& value) { value.visit(*this); }

    void operator()(std::monostate) { out_ += "null"; }
    void operator()(bool boolean) { out_ += boolean ? "true" : "false"; }
    void operator()(std::int64_t integer) { append_integer(out_, integer); }

    void operator()(double number)
    {
        if (std::isnan(number))
            out_ += "NaN";
        else if (std::isinf(number))
            out_ += number < 0 ? "-Infinity" : "Infinity";
        else
            append_float(out_, number);
    }

    void operator()(const BigInteger& integer)
    {
        if (integer.digits.size() > max_integer_digits + (integer.digits.starts_with('-') ? 1 : 0))
            throw std::invalid_argument(
                "costrel: an integer of more than 4,300 digits cannot be written as JSON, because "
                "Python does not read it; keep it as text");
        out_ += integer.digits;
    }

    void operator()(const std::string& text) { write_string(text); }

    void operator()(const Html& markup)
    {
        open_tag(markup_tag);
        write_string(markup.str());
        close_tag();
    }

    void operator()(const Bytes& bytes)
    {
        if (!tagged_)
            refuse("bytes", "use base64 text, or text if it is UTF-8");
        open_tag(bytes_tag);
        out_ += '"';
        base64_encode(out_, bytes.data);
        out_ += '"';
        close_tag();
    }

    void operator()(const Uuid& uuid)
    {
        if (!tagged_ && !style_.flask_types)
            refuse("UUID", "use its text(), or the style costrel::JsonStyle::flask");
        open_tag(uuid_tag);
        write_string(tagged_ ? uuid.hex() : uuid.text());
        close_tag();
    }

    void operator()(const DateTime& moment)
    {
        if (!tagged_ && !style_.flask_types)
            refuse("datetime", "use costrel::http_date(), or the style costrel::JsonStyle::flask");
        open_tag(datetime_tag);
        out_ += '"';
        append_http_date(out_, moment.time);
        out_ += '"';
        close_tag();
    }

    void operator()(const List& list)
    {
        enter('[');
        bool first = true;
        for (const Value& value : list) {
            separate(first);
            write(value);
        }
        leave(']');
    }

    void operator()(const Tuple& tuple)
    {
        open_tag(tuple_tag);
        (*this)(tuple.items);
        close_tag();
    }

    void operator()(const Dict& dict)
    {
        if (tagged_ && dict.size() == 1 && is_tag(dict.begin()->key)) {
            // A dict that a reader would take for a tag: its key is disguised.
            open_tag(dict_tag);
            enter('{');
            write_item(dict.begin()->key + "__", dict.begin()->value);
            leave('}');
            close_tag();
            return;
        }
        enter('{');
        if (style_.sort_keys && !std::ranges::is_sorted(dict, {}, &DictItem::key))
            write_sorted(dict);
        else
            write_items(dict.begin(), dict.end(), [](const DictItem& item) { return &item; });
        leave('}');
    }

private:
    template <class Iterator, class ToItem>
    void write_items(Iterator begin, Iterator end, ToItem to_item)
    {
        bool first = true;
        for (; begin != end; ++begin) {
            separate(first);
            const DictItem* item = to_item(*begin);
            write_item(item->key, item->value);
        }
    }

    void write_sorted(const Dict& dict)
    {
        std::array<const DictItem*, 16> few; // spares most sessions an allocation
        std::vector<const DictItem*> many(dict.size() > few.size() ? dict.size() : 0);
        const auto begin = many.empty() ? few.data() : many.data();
        const auto end =
            std::ranges::transform(dict, begin, [](const DictItem& item) { return &item; }).out;
        std::ranges::sort(begin, end, {},
                          [](const DictItem* item) -> const std::string& { return item->key; });
        write_items(begin, end, [](const DictItem* item) { return item; });
    }

    void write_item(std::string_view key, const Value& value)
    {
        write_string(key);
        out_ += style_.key_separator;
        write(value);
    }

    void write_string(std::string_view text)
    {
        append_json_string(out_, text, style_.ensure_ascii);
    }

    void separate(bool& first)
    {
        if (!first)
            out_ += style_.item_separator;
        first = false;
    }

    void open_tag(std::string_view key)
    {
        if (!tagged_)
            return;
        enter('{');
        out_ += '"';
        out_ += key;
        out_ += "\":";
    }

    void close_tag()
    {
        if (tagged_)
            leave('}');
    }

    void enter(char bracket)
    {
        if (depth_left_ == 0)
            throw std::invalid_argument(
                "costrel: lists and dicts are nested too deep to be written "
                "as JSON that can be read again; use a flatter value");
        --depth_left_;
        out_ += bracket;
    }

    void leave(char bracket)
    {
        ++depth_left_;
        out_ += bracket;
    }

    std::string& out_;
    const JsonStyle& style_;
    bool tagged_;
    std::size_t depth_left_;
};

} // namespace

void append_json(std::string& out, const Value& value, const JsonStyle& style)
{
    JsonWriter(out, style, Types::plain).write(value);
}

void tagged_json_append(std::string& out, const Value& value)
{
    JsonWriter(out, tagged_style, Types::tagged).write(value);
}

void tagged_json_append(std::string& out, const Dict& dict)
{
    JsonWriter(out, tagged_style, Types::tagged)(dict);
}

} // namespace costrel::inline v1::encoding
