#include "template/characters.hpp"
#include "template/failure.hpp"
#include "template/format.hpp"
#include "template/html_text.hpp"
#include "template/methods.hpp"
#include "template/occurrences.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/unicode.hpp"

#include <algorithm>
#include <limits>

// The methods of str that give a text, and those of Markup, which keep that they are markup.
namespace costrel::inline v1::templates {

namespace {

using Text = std::string_view;

Var text_like(const Var& self, std::string text)
{
    return Var::text(std::move(text), self.kind);
}

// What Markup puts into itself is escaped first.
std::string inserted(const Var& self, const Var& argument)
{
    return self.is_markup() ? escaped(argument) : std::string(text_argument(argument));
}

template <std::string (*change)(Text)>
Var changed(const Var& self, const Bound&, const Arguments&)
{
    return text_like(self, change(self.view()));
}

template <Side side>
Var strip_method(const Var& self, const Bound& bound, const Arguments&)
{
    const Var* characters = bound.unless_none(0);
    return text_like(self, std::string(characters
                                           ? stripped(self.view(), text_argument(*characters), side)
                                           : stripped(self.view(), side)));
}

Var replace_method(const Var& self, const Bound& bound, const Arguments&)
{
    const Text old = text_argument(bound.at(0));
    return text_like(self,
                     replaced(self.view(), old, inserted(self, bound.at(1)), bound.integer(2, -1)));
}

template <bool from_right>
Var split_method(const Var& self, const Bound& bound, const Arguments&)
{
    const Var* separator = bound.unless_none(0);
    const std::int64_t limit = bound.integer(1, -1);
    const auto parts = separator ? split(self.view(), text_argument(*separator), limit, from_right)
                                 : split_words(self.view(), limit, from_right);
    std::vector<Var> items;
    for (const Text part : parts)
        items.push_back(text_like(self, std::string(part)));
    return Var::list(std::move(items));
}

Var splitlines_method(const Var& self, const Bound& bound, const Arguments&)
{
    std::vector<Var> items;
    for (const Text line : lines_of(self.view(), bound.flag(0)))
        items.push_back(text_like(self, std::string(line)));
    return Var::list(std::move(items));
}

template <bool from_right>
Var partition_method(const Var& self, const Bound& bound, const Arguments&)
{
    const Text text = self.view();
    const Text separator = text_argument(bound.at(0));
    if (separator.empty())
        fail_value("empty separator");
    const std::size_t at = place_of(separator, text, from_right);
    Text before = text;
    Var found = text_like(self, "");
    Text after;
    if (at != text.npos) {
        before = text.substr(0, at);
        found = self.is_markup() ? text_like(self, std::string(separator)) : bound.at(0);
        after = text.substr(at + separator.size());
    } else if (from_right) {
        std::swap(before, after);
    }
    return Var::tuple(
        {text_like(self, std::string(before)), found, text_like(self, std::string(after))});
}

Var join_method(const Var& self, const Bound& bound, const Arguments&)
{
    std::string out;
    Iterator items(bound.at(0));
    std::size_t number = 0;
    for (Var item; items.next(item); ++number) {
        if (number > 0)
            out += self.view();
        if (self.is_markup())
            append_escaped(out, item);
        else if (item.is_text())
            out += item.view();
        else
            fail_type("sequence item " + std::to_string(number) + ": expected str instance, " +
                      std::string(type_name(item)) + " found");
        require_room(out);
    }
    return text_like(self, std::move(out));
}

Var format_method(const Var& self, const Bound&, const Arguments& arguments)
{
    return str_format(self, arguments);
}

Var format_map_method(const Var& self, const Bound& bound, const Arguments&)
{
    return str_format_map(self, bound.at(0));
}

std::string fill_of(const Var& self, const Bound& bound)
{
    if (!bound[1])
        return " ";
    std::string fill = inserted(self, bound.at(1));
    if (character_count(fill) != 1)
        fail_type("The fill character must be exactly one character long");
    return fill;
}

template <Side side>
Var justify_method(const Var& self, const Bound& bound, const Arguments&)
{
    return text_like(self,
                     padded(self.view(), index_from(bound.at(0)), side, fill_of(self, bound)));
}

Var center_method(const Var& self, const Bound& bound, const Arguments&)
{
    return text_like(self, centered(self.view(), index_from(bound.at(0)), fill_of(self, bound)));
}

Var zfill_method(const Var& self, const Bound& bound, const Arguments&)
{
    const Text text = self.view();
    const std::int64_t width = index_from(bound.at(0));
    if (width <= static_cast<std::int64_t>(character_count(text)))
        return self;
    const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    std::string out(text.substr(0, sign));
    out += padded(text.substr(sign), width - static_cast<std::int64_t>(sign), Side::left, "0");
    return text_like(self, std::move(out));
}

template <bool at_end>
Var remove_affix(const Var& self, const Bound& bound, const Arguments&)
{
    Text text = self.view();
    const Text affix = text_argument(bound.at(0));
    if (at_end ? text.ends_with(affix) : text.starts_with(affix))
        text = at_end ? text.substr(0, text.size() - affix.size()) : text.substr(affix.size());
    return text_like(self, std::string(text));
}

Var expandtabs_method(const Var& self, const Bound& bound, const Arguments&)
{
    const std::int64_t size = bound.integer(0, 8);
    if (size > std::numeric_limits<int>::max() || size < std::numeric_limits<int>::min())
        fail_value("Python int too large to convert to C int");
    std::string out;
    std::int64_t column = 0;
    for (Text rest = self.view(); !rest.empty();) {
        const encoding::CodePoint c = first_character(rest);
        if (c.value == '\t') {
            const std::int64_t blanks = size > 0 ? size - column % size : 0;
            out += padded("", blanks, Side::right, " ");
            require_room(out);
            column += blanks;
        } else {
            out += rest.substr(0, c.size);
            column = c.value == '\n' || c.value == '\r' ? 0 : column + 1;
        }
        rest.remove_prefix(c.size);
    }
    return text_like(self, std::move(out));
}

template <std::string (*change)(Text)>
Var markup_method(const Var& self, const Bound&, const Arguments&)
{
    return Var::text(change(self.view()));
}

Var escape_method(const Var&, const Bound& bound, const Arguments&)
{
    return Var::markup(escaped(bound.at(0)));
}

constexpr Method text_method_rows[] = {
    method("capitalize", "", changed<capitalize>),
    method("casefold", "", changed<casefold>),
    method("center", "/width, fill=", center_method),
    method("expandtabs", "tabsize=", expandtabs_method),
    method("format", "*", format_method),
    method("format_map", "/mapping", format_map_method),
    method("join", "/iterable", join_method),
    method("ljust", "/width, fill=", justify_method<Side::right>),
    method("lower", "", changed<lower>),
    method("lstrip", "/chars=", strip_method<Side::left>),
    method("partition", "/sep", partition_method<false>),
    method("removeprefix", "/prefix", remove_affix<false>),
    method("removesuffix", "/suffix", remove_affix<true>),
    method("replace", "/old, new, count=", replace_method),
    method("rjust", "/width, fill=", justify_method<Side::left>),
    method("rpartition", "/sep", partition_method<true>),
    method("rsplit", "sep=, maxsplit=", split_method<true>),
    method("rstrip", "/chars=", strip_method<Side::right>),
    method("split", "sep=, maxsplit=", split_method<false>),
    method("splitlines", "keepends=", splitlines_method),
    method("strip", "/chars=", strip_method<Side::both>),
    method("swapcase", "", changed<swapcase>),
    method("title", "", changed<title>),
    method("upper", "", changed<upper>),
    method("zfill", "/width", zfill_method),
};

// Those of Markup alone, and one of str whose argument can be given by name here.
constexpr Method markup_methods[] = {
    method("escape", "/value", escape_method),
    method("removesuffix", "suffix", remove_affix<true>),
    method("striptags", "", markup_method<striptags>),
    method("unescape", "", markup_method<unescape_html>),
};

} // namespace

std::span<const Method> text_methods() noexcept
{
    return text_method_rows;
}

std::span<const Method> markup_only_methods() noexcept
{
    return markup_methods;
}

} // namespace costrel::inline v1::templates
