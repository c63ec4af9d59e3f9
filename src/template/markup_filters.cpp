#include "encoding/percent.hpp"
#include "template/failure.hpp"
#include "template/filters.hpp"
#include "template/html_text.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/rendering.hpp"
#include "template/tojson.hpp"

namespace costrel::inline v1::templates {

namespace {

Var escape_filter(const FilterCall& call)
{
    return call.value.is_markup() ? call.value : Var::markup(escaped(call.value));
}

Var forceescape_filter(const FilterCall& call)
{
    return Var::markup(escape(text_of(call.value)).str());
}

Var safe_filter(const FilterCall& call)
{
    if (call.value.is_text()) {
        Var markup = call.value;
        markup.kind = Kind::markup;
        return markup;
    }
    return Var::markup(text_of(call.value));
}

Var striptags_filter(const FilterCall& call)
{
    return Var::text(striptags(text_of(call.value)));
}

void append_quoted(std::string& out, const Var& value, bool is_query)
{
    const std::string text = text_of(value);
    if (!is_query) {
        encoding::append_percent_encoded(out, text, "_.-~/");
        return;
    }
    for (std::string_view rest = text;;) {
        const std::size_t blank = rest.find(' ');
        encoding::append_percent_encoded(out, rest.substr(0, blank), "_.-~");
        if (blank == rest.npos)
            return;
        out += '+';
        rest.remove_prefix(blank + 1);
    }
}

Var urlencode_filter(const FilterCall& call)
{
    const Var value = as_dict(call.value);
    std::string out;
    const bool is_iterable = value.is_sequence() || value.is_dict() || value.is_undefined() ||
                             (value.kind == Kind::object && value.as.object->is_iterable());
    if (!is_iterable) {
        append_quoted(out, value, false);
        return Var::text(std::move(out));
    }
    const auto append_pair = [&out](const Var& name, const Var& its_value) {
        if (!out.empty())
            out += '&';
        append_quoted(out, name, true);
        out += '=';
        append_quoted(out, its_value, true);
        require_room(out);
    };
    if (value.is_dict()) {
        for (std::size_t i = 0; i < dict_size(value); ++i)
            append_pair(dict_key(value, i), dict_value(value, i));
    } else {
        for (const Var& pair : all_of(value)) {
            const std::vector<Var> parts = all_of(pair);
            if (parts.size() != 2)
                fail_value("not enough or too many values to unpack (expected 2)");
            append_pair(parts[0], parts[1]);
        }
    }
    return Var::text(std::move(out));
}

Var xmlattr_filter(const FilterCall& call)
{
    const Var dict = as_dict(call.value);
    require_defined(dict);
    if (!dict.is_dict())
        fail_type("'" + std::string(type_name(dict)) + "' object has no attribute 'items'");
    std::string out;
    for (std::size_t i = 0; i < dict_size(dict); ++i) {
        const Var key = dict_key(dict, i);
        const Var value = dict_value(dict, i);
        if (value.is_none() || value.is_undefined())
            continue;
        if (!key.is_text())
            fail_type("expected string or bytes-like object, got '" + std::string(type_name(key)) +
                      "'");
        if (key.view().find_first_of(" \t\n\r\f\v/>=") != std::string_view::npos)
            fail_value("Invalid character in attribute name: " + repr(key));
        if (!out.empty() || call.bound.is_true(0, true))
            out += ' ';
        append_escaped(out, key);
        out += "=\"";
        append_escaped(out, value);
        out += '"';
        require_room(out);
    }
    return Var::text(std::move(out), call.rendering.autoescapes() ? Kind::markup : Kind::text);
}

Var tojson_filter(const FilterCall& call)
{
    return Var::markup(html_safe_json(call.value, call.bound.unless_none(0)));
}

constexpr Filter markup_filter_rows[] = {
    filter("e", "", escape_filter),
    filter("escape", "", escape_filter),
    filter("forceescape", "", forceescape_filter),
    filter("safe", "", safe_filter),
    filter("striptags", "", striptags_filter),
    filter("tojson", "indent=", tojson_filter),
    filter("urlencode", "", urlencode_filter),
    filter("xmlattr", "autospace=", xmlattr_filter),
};

} // namespace

std::span<const Filter> markup_filters() noexcept
{
    return markup_filter_rows;
}

} // namespace costrel::inline v1::templates
