#include "template/characters.hpp"
#include "template/failure.hpp"
#include "template/format.hpp"
#include "template/html_text.hpp"
#include "template/methods.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/unicode.hpp"

#include <algorithm>

// The methods of str, and of Markup, which keep that they are markup.
namespace costrel::templates {

namespace {

using Text = std::string_view;

Var text_like(const Var& self, std::string text)
{
    return Var::text(std::move(text), self.kind);
}

Text text_argument(const Var& argument)
{
    require_defined(argument);
    if (!argument.is_text())
        fail_type("must be str, not " + std::string(type_name(argument)));
    return argument.view();
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

template <bool at_end>
Var starts_or_ends(const Var& self, const Bound& bound, const Arguments&)
{
    Text text = self.view();
    const auto count = static_cast<std::int64_t>(character_count(text));
    const auto bounded = [count](const Var* value, std::int64_t otherwise) {
        std::int64_t at = value ? index_from(*value) : otherwise;
        if (at < 0)
            at = std::max<std::int64_t>(0, at + count);
        return at;
    };
    const std::int64_t start = bounded(bound.unless_none(1), 0);
    const std::int64_t end = std::min(bounded(bound.unless_none(2), count), count);
    const auto fits = [&](const Var& affix) {
        if (!affix.is_text()) {
            require_defined(affix);
            std::string message = at_end ? "endswith" : "startswith";
            message += " first arg must be str or a tuple of str, not ";
            fail_type(message += type_name(affix));
        }
        if (start > end)
            return false;
        const std::size_t from = character_offset(text, static_cast<std::size_t>(start));
        const Text part = text.substr(
            from, character_offset(text.substr(from), static_cast<std::size_t>(end - start)));
        return at_end ? part.ends_with(affix.view()) : part.starts_with(affix.view());
    };
    const Var& affixes = bound.at(0);
    if (!affixes.is_tuple())
        return Var::boolean(fits(affixes));
    for (std::size_t i = 0; i < affixes.size(); ++i)
        if (fits(affixes.at(i)))
            return Var::boolean(true);
    return Var::boolean(false);
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
    for (const Text line : lines_of(self.view(), bound.is_true(0)))
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
    const std::size_t at = from_right ? text.rfind(separator) : text.find(separator);
    Text before = text;
    Text found;
    Text after;
    if (at != text.npos) {
        before = text.substr(0, at);
        found = separator;
        after = text.substr(at + separator.size());
    } else if (from_right) {
        std::swap(before, after);
    }
    return Var::tuple({text_like(self, std::string(before)), text_like(self, std::string(found)),
                       text_like(self, std::string(after))});
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
        if (out.size() > max_text)
            fail_limit("a text of more than 16 MB in a template");
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

// The part of a text that find() and its like look at.
struct Part {
    Text text;
    std::int64_t start;
};

std::optional<Part> part_of(Text text, const Bound& bound)
{
    const auto count = static_cast<std::int64_t>(character_count(text));
    std::int64_t start = bound.unless_none(1) ? bound.integer(1, 0) : 0;
    std::int64_t end = bound.unless_none(2) ? bound.integer(2, 0) : count;
    if (start < 0)
        start = std::max<std::int64_t>(0, start + count);
    if (end < 0)
        end = std::max<std::int64_t>(0, end + count);
    end = std::min(end, count);
    if (start > end)
        return std::nullopt;
    const std::size_t from = character_offset(text, static_cast<std::size_t>(start));
    const std::size_t size =
        character_offset(text.substr(from), static_cast<std::size_t>(end - start));
    return Part{text.substr(from, size), start};
}

template <bool from_right, bool must_be_there>
Var find_method_of(const Var& self, const Bound& bound, const Arguments&)
{
    const Text searched = text_argument(bound.at(0));
    if (const auto part = part_of(self.view(), bound)) {
        const std::size_t at = from_right ? part->text.rfind(searched) : part->text.find(searched);
        if (at != Text::npos)
            return Var::integer(
                part->start + static_cast<std::int64_t>(character_count(part->text.substr(0, at))));
    }
    if (must_be_there)
        fail_value("substring not found");
    return Var::integer(-1);
}

Var count_in_text(const Var& self, const Bound& bound, const Arguments&)
{
    const Text searched = text_argument(bound.at(0));
    const auto part = part_of(self.view(), bound);
    if (!part)
        return Var::integer(0);
    if (searched.empty())
        return Var::integer_of(character_count(part->text) + 1);
    std::int64_t count = 0;
    for (std::size_t at = part->text.find(searched); at != Text::npos;
         at = part->text.find(searched, at + searched.size()))
        ++count;
    return Var::integer(count);
}

template <CharacterClass classes>
Var all_are(const Var& self, const Bound&, const Arguments&)
{
    const Text text = self.view();
    return Var::boolean((classes == printable || !text.empty()) && all_of_class(text, classes));
}

Var isalnum_method(const Var& self, const Bound&, const Arguments&)
{
    constexpr auto letters_and_digits =
        static_cast<CharacterClass>(alphabetic | decimal | digit | numeric);
    return Var::boolean(!self.view().empty() && all_of_class(self.view(), letters_and_digits));
}

Var isascii_method(const Var& self, const Bound&, const Arguments&)
{
    return Var::boolean(is_ascii(self.view()));
}

template <bool is_upper>
Var case_method(const Var& self, const Bound&, const Arguments&)
{
    return Var::boolean(is_in_case(self.view(), is_upper));
}

Var istitle_method(const Var& self, const Bound&, const Arguments&)
{
    bool has_letter = false;
    bool follows_letter = false;
    for (Text rest = self.view(); !rest.empty();) {
        const encoding::CodePoint c = first_character(rest);
        rest.remove_prefix(c.size);
        const bool is_big = is_of(c.value, static_cast<CharacterClass>(uppercase | titlecase));
        const bool is_small = is_of(c.value, lowercase);
        if ((is_big && follows_letter) || (is_small && !follows_letter))
            return Var::boolean(false);
        follows_letter = is_big || is_small;
        has_letter = has_letter || follows_letter;
    }
    return Var::boolean(has_letter);
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
    const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    const std::int64_t width = index_from(bound.at(0)) - static_cast<std::int64_t>(sign);
    std::string out(text.substr(0, sign));
    out += padded(text.substr(sign), width, Side::left, "0");
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
    std::string out;
    std::int64_t column = 0;
    for (Text rest = self.view(); !rest.empty();) {
        const encoding::CodePoint c = first_character(rest);
        if (c.value == '\t') {
            const std::int64_t blanks = size > 0 ? size - column % size : 0;
            out = padded(out, static_cast<std::int64_t>(character_count(out)) + blanks, Side::right,
                         " ");
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

Var length_of_text(const Var& self, const Bound&, const Arguments&)
{
    return Var::integer_of(length_of(self));
}

// Those of str first, then those of Markup alone.
constexpr Method text_method_rows[] = {
    method("__len__", "", length_of_text),
    method("capitalize", "", changed<capitalize>),
    method("casefold", "", changed<casefold>),
    method("center", "/width, fill=", center_method),
    method("count", "/sub, start=, end=", count_in_text),
    method("endswith", "/suffix, start=, end=", starts_or_ends<true>),
    method("expandtabs", "tabsize=", expandtabs_method),
    method("find", "/sub, start=, end=", find_method_of<false, false>),
    method("format", "*", format_method),
    method("format_map", "/mapping", format_map_method),
    method("index", "/sub, start=, end=", find_method_of<false, true>),
    method("isalnum", "", isalnum_method),
    method("isalpha", "", all_are<alphabetic>),
    method("isascii", "", isascii_method),
    method("isdecimal", "", all_are<decimal>),
    method("isdigit", "", all_are<digit>),
    method("islower", "", case_method<false>),
    method("isnumeric", "", all_are<numeric>),
    method("isprintable", "", all_are<printable>),
    method("isspace", "", all_are<white>),
    method("istitle", "", istitle_method),
    method("isupper", "", case_method<true>),
    method("join", "/iterable", join_method),
    method("ljust", "/width, fill=", justify_method<Side::right>),
    method("lower", "", changed<lower>),
    method("lstrip", "/chars=", strip_method<Side::left>),
    method("partition", "/sep", partition_method<false>),
    method("removeprefix", "/prefix", remove_affix<false>),
    method("removesuffix", "/suffix", remove_affix<true>),
    method("replace", "/old, new, count=", replace_method),
    method("rfind", "/sub, start=, end=", find_method_of<true, false>),
    method("rindex", "/sub, start=, end=", find_method_of<true, true>),
    method("rjust", "/width, fill=", justify_method<Side::left>),
    method("rpartition", "/sep", partition_method<true>),
    method("rsplit", "sep=, maxsplit=", split_method<true>),
    method("rstrip", "/chars=", strip_method<Side::right>),
    method("split", "sep=, maxsplit=", split_method<false>),
    method("splitlines", "keepends=", splitlines_method),
    method("startswith", "/prefix, start=, end=", starts_or_ends<false>),
    method("strip", "/chars=", strip_method<Side::both>),
    method("swapcase", "", changed<swapcase>),
    method("title", "", changed<title>),
    method("upper", "", changed<upper>),
    method("zfill", "/width", zfill_method),
};

constexpr Method markup_methods[] = {
    method("escape", "/value", escape_method),
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

} // namespace costrel::templates
