#include "template/characters.hpp"
#include "template/failure.hpp"
#include "template/methods.hpp"
#include "template/occurrences.hpp"
#include "template/operators.hpp"
#include "template/python_text.hpp"
#include "template/unicode.hpp"

#include <algorithm>

// The methods of str that look for something in it, or at its characters.
namespace costrel::inline v1::templates {

namespace {

using Text = std::string_view;

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
        const std::size_t at = place_of(searched, part->text, from_right);
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
    Occurrences places(part->text, searched);
    while (places.next() != Text::npos)
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

Var isidentifier_method(const Var& self, const Bound&, const Arguments&)
{
    const Text text = self.view();
    return Var::boolean(!text.empty() && is_of(first_character(text).value, identifier_start) &&
                        all_of_class(text, identifier_part));
}

Var length_of_text(const Var& self, const Bound&, const Arguments&)
{
    return Var::integer_of(length_of(self));
}

constexpr Method text_search_rows[] = {
    method("__len__", "", length_of_text),
    method("count", "/sub, start=, end=", count_in_text),
    method("endswith", "/suffix, start=, end=", starts_or_ends<true>),
    method("find", "/sub, start=, end=", find_method_of<false, false>),
    method("index", "/sub, start=, end=", find_method_of<false, true>),
    method("isalnum", "", isalnum_method),
    method("isalpha", "", all_are<alphabetic>),
    method("isascii", "", isascii_method),
    method("isdecimal", "", all_are<decimal>),
    method("isdigit", "", all_are<digit>),
    method("isidentifier", "", isidentifier_method),
    method("islower", "", case_method<false>),
    method("isnumeric", "", all_are<numeric>),
    method("isprintable", "", all_are<printable>),
    method("isspace", "", all_are<white>),
    method("istitle", "", istitle_method),
    method("isupper", "", case_method<true>),
    method("rfind", "/sub, start=, end=", find_method_of<true, false>),
    method("rindex", "/sub, start=, end=", find_method_of<true, true>),
    method("startswith", "/prefix, start=, end=", starts_or_ends<false>),
};

} // namespace

std::span<const Method> text_searches() noexcept
{
    return text_search_rows;
}

} // namespace costrel::inline v1::templates
