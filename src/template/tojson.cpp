#include "template/tojson.hpp"

#include "encoding/json_string.hpp"
#include "template/characters.hpp"
#include "template/containers.hpp"
#include "template/python_text.hpp"

#include <costrel/http_date.hpp>

#include <cmath>
#include <stdexcept>

namespace costrel::inline v1::templates {

namespace {

class Writer {
public:
    explicit Writer(const Var* indent)
    {
        if (!indent)
            return;
        is_indented_ = true;
        require_defined(*indent);
        joins_markup_ = indent->is_markup();
        indent_ = indent->is_text() ? std::string(indent->view())
                                    : padded("", index_from(*indent), Side::left, " ");
    }

    std::string take() { return std::move(out_); }

    void write(const Var& value, int depth)
    {
        if (depth > max_depth)
            fail_limit("values nested too deep");
        require_room(out_);
        switch (value.kind) {
        case Kind::none:
        case Kind::boolean:
        case Kind::integer:
        case Kind::big:
        case Kind::real:
            write_scalar(value);
            return;
        case Kind::text:
        case Kind::markup:
            write_text(value.view());
            return;
        case Kind::lent_list:
        case Kind::lent_tuple:
        case Kind::list:
        case Kind::tuple:
            write_list(value, depth);
            return;
        case Kind::lent_dict:
        case Kind::dict:
            write_dict(value, depth);
            return;
        case Kind::object:
            if (const auto plain = value.as.object->plain()) {
                write(*plain, depth);
                return;
            }
            [[fallthrough]];
        default:
            write_text(text_of_other(value));
        }
    }

private:
    void write_text(std::string_view text)
    {
        try {
            encoding::append_json_string(out_, text, true);
        } catch (const std::invalid_argument&) {
            fail_value("a text that is no UTF-8");
        }
    }

    void write_scalar(const Var& value)
    {
        if (value.is_none())
            out_ += "null";
        else if (value.kind == Kind::boolean)
            out_ += value.as.boolean ? "true" : "false";
        else if (value.kind == Kind::real && std::isnan(value.as.real))
            out_ += "NaN";
        else if (value.kind == Kind::real && std::isinf(value.as.real))
            out_ += value.as.real < 0 ? "-Infinity" : "Infinity";
        else
            append_repr(out_, value);
    }

    // What Flask's JSON provider makes of what json.dumps() does not know.
    static std::string text_of_other(const Var& value)
    {
        if (value.kind == Kind::value) {
            if (const auto* date = value.as.value->as<DateTime>())
                return http_date(date->time);
            if (value.as.value->as<Uuid>())
                return text_of(value);
        }
        if (has_html(value))
            return text_of(value);
        fail_type("Object of type " + std::string(type_name(value)) + " is not JSON serializable");
    }

    void begin_item(bool is_first, int depth)
    {
        if (!is_first)
            out_ += is_indented_ ? "," : ", ";
        break_line(depth + 1);
    }

    void break_line(int depth)
    {
        if (!is_indented_)
            return;
        out_ += '\n';
        for (int i = 0; i < depth; ++i) {
            out_ += indent_;
            require_room(out_);
        }
    }

    void write_list(const Var& value, int depth)
    {
        out_ += '[';
        for (std::size_t i = 0; i < value.size(); ++i) {
            begin_item(i == 0, depth);
            write_item(value.at(i), depth + 1);
        }
        if (value.size() > 0)
            break_line(depth);
        out_ += ']';
    }

    // json.dumps() adds the texts in lists to the indention, and what is added to a markup is
    // escaped.
    void write_item(const Var& value, int depth)
    {
        const std::size_t start = out_.size();
        write(value, depth);
        if (joins_markup_ && value.is_text())
            out_.replace(start, out_.npos, escape(std::string_view(out_).substr(start)).str());
    }

    void write_dict(const Var& value, int depth)
    {
        std::vector<Var> keys;
        for (std::size_t i = 0; i < dict_size(value); ++i)
            keys.push_back(dict_key(value, i));
        sort_values(
            keys, [](const Var& key) { return key; }, false);
        out_ += '{';
        bool is_first = true;
        for (const Var& key : keys) {
            begin_item(is_first, depth);
            is_first = false;
            write_key(key);
            out_ += ": ";
            write(*entry_of(value, key), depth + 1);
        }
        if (!keys.empty())
            break_line(depth);
        out_ += '}';
    }

    void write_key(const Var& key)
    {
        if (key.is_text()) {
            write_text(key.view());
            return;
        }
        if (!key.is_number() && key.kind != Kind::big && !key.is_none())
            fail_type("keys must be str, int, float, bool or None, not " +
                      std::string(type_name(key)));
        out_ += '"';
        write_scalar(key);
        out_ += '"';
    }

    std::string out_;
    bool is_indented_ = false;
    bool joins_markup_ = false;
    std::string indent_;
};

} // namespace

std::string html_safe_json(const Var& value, const Var* indent)
{
    Writer writer(value.is_text() ? nullptr : indent); // a text alone has no lines
    writer.write(value, 0);
    const std::string json = writer.take();
    std::string out;
    out.reserve(json.size());
    for (const char c : json) {
        switch (c) {
        case '<':
            out += "\\u003c";
            break;
        case '>':
            out += "\\u003e";
            break;
        case '&':
            out += "\\u0026";
            break;
        case '\'':
            out += "\\u0027";
            break;
        default:
            out += c;
        }
    }
    return out;
}

} // namespace costrel::inline v1::templates
