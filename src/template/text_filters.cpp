#include "template/characters.hpp"
#include "template/failure.hpp"
#include "template/filters.hpp"
#include "template/format.hpp"
#include "template/methods.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/rendering.hpp"
#include "template/wordwrap.hpp"

#include <algorithm>
#include <cmath>

namespace costrel::inline v1::templates {

namespace {

// MarkupSafe's soft_str(): what is a text stays the text that it is.
Var soft_text(const Var& value)
{
    return value.is_text() ? value : Var::text(text_of(value));
}

Var like(const Var& text, std::string changed)
{
    return Var::text(std::move(changed), text.kind);
}

template <std::string (*change)(std::string_view)>
Var changed(const FilterCall& call)
{
    const Var text = soft_text(call.value);
    return like(text, change(text.view()));
}

Var string_filter(const FilterCall& call)
{
    return soft_text(call.value);
}

Var center_filter(const FilterCall& call)
{
    const Var text = soft_text(call.value);
    return like(text, centered(text.view(), call.bound.integer(0, 80), " "));
}

Var title_filter(const FilterCall& call)
{
    const Var text = soft_text(call.value);
    require_utf8(text.view());
    std::string out;
    std::string_view rest = text.view();
    const auto separates = [](char32_t c) {
        return c == '-' || c == '(' || c == '{' || c == '[' || c == '<' || is_of(c, white);
    };
    while (!rest.empty()) {
        const bool is_separator = separates(first_character(rest).value);
        std::size_t size = 0;
        while (size < rest.size() &&
               separates(first_character(rest.substr(size)).value) == is_separator)
            size += first_character(rest.substr(size)).size;
        const std::string_view word = rest.substr(0, size);
        const std::size_t first = first_character(word).size;
        (out += upper(word.substr(0, first))) += lower(word.substr(first));
        rest.remove_prefix(size);
    }
    return Var::text(std::move(out));
}

Var trim_filter(const FilterCall& call)
{
    const Var text = soft_text(call.value);
    const Var* characters = call.bound.unless_none(0);
    if (!characters)
        return like(text, std::string(stripped(text.view())));
    if (!characters->is_text())
        fail_type("strip arg must be None or str");
    return like(text, std::string(stripped(text.view(), characters->view(), Side::both)));
}

Var replace_filter(const FilterCall& call)
{
    const Var& old = call.bound.at(0);
    const Var& with = call.bound.at(1);
    const std::int64_t limit = call.bound.unless_none(2) ? call.bound.integer(2, -1) : -1;
    if (!call.rendering.autoescapes())
        return Var::text(replaced(text_of(call.value), text_of(old), text_of(with), limit));
    const bool becomes_markup = has_html(old) || (has_html(with) && !has_html(call.value));
    const Var text = becomes_markup ? Var::markup(escaped(call.value)) : soft_text(call.value);
    const Var searched = soft_text(old);
    const Var inserted = text.is_markup() ? Var::markup(escaped(soft_text(with))) : soft_text(with);
    return like(text, replaced(text.view(), searched.view(), inserted.view(), limit));
}

Var format_filter(const FilterCall& call)
{
    const Arguments& arguments = call.arguments;
    if (!arguments.positional.empty() && !arguments.named.empty())
        fail_type("can't handle positional and keyword arguments at the same time");
    const Var text = soft_text(call.value);
    if (arguments.named.empty())
        return percent_format(text, Var::tuple(arguments.positional));
    const Var dict = Var::dict();
    for (const auto& [name, value] : arguments.named)
        dict.as.mapping->set(Var::lent_text(name), value);
    return percent_format(text, dict);
}

Var indent_filter(const FilterCall& call)
{
    const Var* width = call.bound[0];
    if (width)
        require_defined(*width);
    const Var indention = width && width->is_text()
                              ? *width
                              : Var::text(padded("", call.bound.integer(0, 4), Side::left, " "));
    require_defined(call.value);
    if (!call.value.is_text())
        fail_type("the filter indent takes a text, not " + std::string(type_name(call.value)));
    const bool indents_blank = call.bound.is_true(2);
    const bool indents_first = call.bound.is_true(1);
    // In a markup the indention is trusted, as Jinja does. A text that a markup indents is escaped
    // where Python's str and Markup meet: each line that is indented; and what is then a markup are
    // the whole lines only when all of them met it.
    const bool escapes = !call.value.is_markup() && indention.is_markup();
    const auto shown = [escapes](std::string_view line) {
        return escapes ? escape(line).str() : std::string(line);
    };
    std::string out;
    const std::string text = std::string(call.value.view()) + "\n";
    bool is_first = true;
    for (const std::string_view line : lines_of(text, false)) {
        if (!is_first) {
            out += '\n';
            if (indents_blank || !line.empty())
                out += indention.view();
        }
        out += is_first && !indents_blank ? std::string(line) : shown(line);
        is_first = false;
        require_room(out);
    }
    const bool is_markup = call.value.is_markup() || (escapes && indents_blank);
    const Var indented = Var::text(std::move(out), is_markup ? Kind::markup : Kind::text);
    if (!indents_first)
        return indented;
    return add(call.value.is_markup() ? Var::markup(std::string(indention.view())) : indention,
               indented);
}

Var truncate_filter(const FilterCall& call)
{
    if (call.bound[0])
        require_defined(call.bound.at(0));
    const std::int64_t length = call.bound.integer(0, 255);
    const Var end = call.bound[2] ? call.bound.at(2) : Var::lent_text("...");
    const std::int64_t leeway = call.bound.unless_none(3) ? call.bound.integer(3, 5) : 5;
    const auto end_size = static_cast<std::int64_t>(length_of(end));
    if (length < end_size)
        fail_value("expected length >= " + std::to_string(end_size) + ", got " +
                   std::to_string(length));
    if (leeway < 0)
        fail_value("expected leeway >= 0, got " + std::to_string(leeway));
    const auto size = static_cast<std::int64_t>(length_of(call.value));
    if (size <= length || size - length <= leeway)
        return call.value;
    if (!call.value.is_text())
        fail_type("the filter truncate takes a text, not " + std::string(type_name(call.value)));
    const std::string_view text = call.value.view();
    std::string_view start =
        text.substr(0, character_offset(text, static_cast<std::size_t>(length - end_size)));
    if (!call.bound.is_true(1))
        start = start.substr(0, start.rfind(' '));
    return add(like(call.value, std::string(start)), end);
}

Var wordcount_filter(const FilterCall& call)
{
    const Var text = soft_text(call.value);
    std::int64_t count = 0;
    bool is_in_word = false;
    for (std::string_view rest = text.view(); !rest.empty();) {
        const encoding::CodePoint c = first_character(rest);
        const bool is_word = is_word_character(c.value);
        count += is_word && !is_in_word ? 1 : 0;
        is_in_word = is_word;
        rest.remove_prefix(c.size);
    }
    return Var::integer(count);
}

// The characters that a line of that width has room for; one at least, where it has some.
std::int64_t whole_width(double width)
{
    if (std::isnan(width))
        fail_value("a width that is no number");
    if (width <= 0)
        return 0;
    return static_cast<std::int64_t>(std::clamp(width, 1.0, static_cast<double>(max_text)));
}

Var wordwrap_filter(const FilterCall& call)
{
    const Var separator = call.bound.unless_none(2) ? call.bound.at(2) : Var::lent_text("\n");
    require_defined(separator);
    if (!separator.is_text())
        fail_type("'" + std::string(type_name(separator)) + "' object has no attribute 'join'");
    require_defined(call.value);
    if (!call.value.is_text())
        fail_type("the filter wordwrap takes a text, not " + std::string(type_name(call.value)));
    // A markup between the lines makes one of all, and so escapes them; textwrap gives them as
    // text.
    if (call.value.view().empty())
        return like(separator, ""); // then nothing looks at the width
    const Var width = call.bound[0] ? call.bound.at(0) : Var::integer(79);
    require_defined(width);
    // What Python compares with lengths may be a float, as long as nothing is cut at it.
    const bool is_real = width.kind == Kind::real;
    const std::int64_t whole = is_real ? whole_width(width.as.real) : index_from(width);
    return like(separator,
                wordwrap(call.value.view(), {.width = whole,
                                             .breaks_long_words = call.bound.is_true(1, true),
                                             .separator = separator.view(),
                                             .breaks_at_hyphens = call.bound.is_true(3, true),
                                             .escapes = separator.is_markup(),
                                             .cuts_nowhere = is_real && width.as.real >= 1}));
}

constexpr Filter text_filter_rows[] = {
    filter("capitalize", "", changed<capitalize>),
    filter("center", "width=", center_filter),
    filter("format", "*", format_filter),
    filter("indent", "width=, first=, blank=", indent_filter),
    filter("lower", "", changed<lower>),
    filter("replace", "old, new, count=", replace_filter),
    filter("string", "", string_filter),
    filter("title", "", title_filter),
    filter("trim", "chars=", trim_filter),
    filter("truncate", "length=, killwords=, end=, leeway=", truncate_filter),
    filter("upper", "", changed<upper>),
    filter("wordcount", "", wordcount_filter),
    filter("wordwrap",
           "width=, break_long_words=, wrapstring=, break_on_hyphens=", wordwrap_filter),
};

} // namespace

std::span<const Filter> text_filters() noexcept
{
    return text_filter_rows;
}

} // namespace costrel::inline v1::templates
