#include "template/python_text.hpp"

#include "encoding/ascii.hpp"
#include "encoding/html_text.hpp"
#include "encoding/number_text.hpp"
#include "encoding/python_text.hpp"
#include "encoding/utf8.hpp"
#include "template/date.hpp"
#include "template/failure.hpp"
#include "template/object.hpp"
#include "template/operators.hpp"
#include "template/unicode.hpp"

#include <algorithm>
#include <cmath>

namespace costrel::inline v1::templates {

namespace {

void append_hex(std::string& out, char32_t c, char letter, int digits)
{
    (out += '\\') += letter;
    for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
        out += encoding::hex_digits[c >> shift & 15];
}

void append_escape(std::string& out, char32_t c)
{
    if (c < 0x100)
        append_hex(out, c, 'x', 2);
    else if (c < 0x10000)
        append_hex(out, c, 'u', 4);
    else
        append_hex(out, c, 'U', 8);
}

void append_text_repr(std::string& out, std::string_view text)
{
    const bool has_apostrophe = text.find('\'') != text.npos;
    const char quote = has_apostrophe && text.find('"') == text.npos ? '"' : '\'';
    out += quote;
    while (!text.empty()) {
        const encoding::CodePoint c = first_character(text);
        if (c.value == static_cast<unsigned char>(quote) || c.value == '\\')
            (out += '\\') += static_cast<char>(c.value);
        else if (c.value == '\n')
            out += "\\n";
        else if (c.value == '\r')
            out += "\\r";
        else if (c.value == '\t')
            out += "\\t";
        else if (c.value >= ' ' && c.value < 0x7f)
            out += text.front();
        else if (is_of(c.value, printable))
            out += text.substr(0, c.size);
        else
            append_escape(out, c.value);
        text.remove_prefix(c.size);
    }
    out += quote;
}

void append_real(std::string& out, double number)
{
    if (std::isnan(number))
        out += "nan";
    else if (std::isinf(number))
        out += number < 0 ? "-inf" : "inf";
    else
        encoding::append_float(out, number);
}

void append_sequence(std::string& out, const Var& value)
{
    const Nesting nesting;
    const bool is_list = value.is_list();
    out += is_list ? '[' : '(';
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (i > 0)
            out += ", ";
        append_repr(out, value.at(i));
        require_page_room(out);
    }
    if (!is_list && value.size() == 1)
        out += ',';
    out += is_list ? ']' : ')';
}

void append_dict(std::string& out, const Var& value)
{
    const Nesting nesting;
    out += '{';
    for (std::size_t i = 0; i < dict_size(value); ++i) {
        if (i > 0)
            out += ", ";
        append_repr(out, dict_key(value, i));
        out += ": ";
        append_repr(out, dict_value(value, i));
        require_page_room(out);
    }
    out += '}';
}

} // namespace

std::string_view type_name(const Var& value)
{
    switch (value.kind) {
    case Kind::missing:
    case Kind::undefined:
        return "Undefined";
    case Kind::none:
        return "NoneType";
    case Kind::boolean:
        return "bool";
    case Kind::integer:
    case Kind::big:
        return "int";
    case Kind::real:
        return "float";
    case Kind::text:
        return "str";
    case Kind::markup:
        return "Markup";
    case Kind::lent_list:
    case Kind::list:
        return "list";
    case Kind::lent_tuple:
    case Kind::tuple:
        return "tuple";
    case Kind::lent_dict:
    case Kind::dict:
        return "dict";
    case Kind::value:
        return value.as.value->type_name();
    case Kind::object:
        return value.as.object->type_name();
    }
    return "object";
}

std::string object_type(const Var& value)
{
    switch (value.kind) {
    case Kind::none:
        return "None";
    case Kind::markup:
        return "markupsafe.Markup object";
    case Kind::undefined:
        return "jinja2.runtime.Undefined object";
    case Kind::tuple:
        if (value.as.items->is_group)
            return "jinja2.filters._GroupTuple object";
        break;
    case Kind::value:
        if (value.as.value->as<Uuid>())
            return "uuid.UUID object";
        if (value.as.value->as<DateTime>())
            return "datetime.datetime object";
        break;
    case Kind::object:
        return value.as.object->type_in_messages();
    default:
        break;
    }
    return std::string(type_name(value)) + " object";
}

void append_text(std::string& out, const Var& value)
{
    switch (value.kind) {
    case Kind::missing:
    case Kind::undefined:
        return;
    case Kind::text:
    case Kind::markup:
        out += value.view();
        return;
    case Kind::value:
        out += encoding::python_str(*value.as.value).value_or("");
        return;
    case Kind::object:
        out += value.as.object->text();
        return;
    default:
        append_repr(out, value);
    }
}

std::string text_of(const Var& value)
{
    std::string out;
    append_text(out, value);
    return out;
}

void append_repr(std::string& out, const Var& value)
{
    switch (value.kind) {
    case Kind::missing:
    case Kind::undefined:
        out += "Undefined";
        return;
    case Kind::none:
        out += "None";
        return;
    case Kind::boolean:
        out += value.as.boolean ? "True" : "False";
        return;
    case Kind::integer:
        encoding::append_integer(out, value.as.integer);
        return;
    case Kind::real:
        append_real(out, value.as.real);
        return;
    case Kind::big:
        out += value.view();
        return;
    case Kind::text:
        append_text_repr(out, value.view());
        return;
    case Kind::markup:
        out += "Markup(";
        append_text_repr(out, value.view());
        out += ')';
        return;
    case Kind::lent_list:
    case Kind::lent_tuple:
    case Kind::list:
    case Kind::tuple:
        append_sequence(out, value);
        return;
    case Kind::lent_dict:
    case Kind::dict:
        append_dict(out, value);
        return;
    case Kind::value:
        if (const auto* uuid = value.as.value->as<Uuid>())
            ((out += "UUID('") += uuid->text()) += "')";
        else if (const auto* date = value.as.value->as<DateTime>())
            out += date_repr(*date);
        else
            append_text(out, value);
        return;
    case Kind::object: {
        const Nesting nesting; // a namespace may hold another
        out += value.as.object->repr();
        return;
    }
    }
}

std::string repr(const Var& value)
{
    std::string out;
    append_repr(out, value);
    return out;
}

std::string ascii_only(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const encoding::CodePoint c = first_character(text);
        if (c.value < 0x80)
            out += text.front();
        else
            append_escape(out, c.value);
        text.remove_prefix(c.size);
    }
    return out;
}

std::string repr(std::string_view text)
{
    std::string out;
    append_text_repr(out, text);
    return out;
}

bool has_html(const Var& value) noexcept
{
    return value.is_markup() || (value.kind == Kind::object && value.as.object->is_html());
}

void require_utf8(std::string_view text)
{
    if (!is_ascii(text) && !encoding::is_utf8(text))
        fail_value("a text that is no UTF-8");
}

void append_escaped(std::string& out, std::string_view text)
{
    const std::size_t ascii = encoding::append_html_of_ascii(out, text);
    if (ascii == text.size())
        return;
    text.remove_prefix(ascii);
    require_utf8(text);
    append_html(out, text);
}

void append_escaped(std::string& out, const Var& value)
{
    switch (value.kind) {
    case Kind::missing:
    case Kind::undefined:
        return;
    case Kind::text:
        append_escaped(out, value.view());
        return;
    case Kind::markup:
        require_utf8(value.view());
        out += value.view();
        return;
    case Kind::none:
    case Kind::boolean:
    case Kind::integer:
    case Kind::real:
    case Kind::big:
        append_repr(out, value);
        return;
    default:
        const std::string text = text_of(value);
        if (has_html(value))
            out += text;
        else
            append_escaped(out, text);
    }
}

std::string escaped(const Var& value)
{
    std::string out;
    append_escaped(out, value);
    return out;
}

} // namespace costrel::inline v1::templates
