#include "routing/pattern.hpp"

#include "encoding/number_text.hpp"
#include "encoding/real_number.hpp"
#include "http/percent.hpp"

#include <costrel/errors.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace costrel::inline v1::routing {

namespace {

[[noreturn]] void refuse(std::string_view text, std::string_view reason)
{
    throw std::invalid_argument("costrel: the route \"" + std::string(text) + "\" " +
                                std::string(reason));
}

std::string_view without_spaces(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

// Takes the first choice off a list such as `left, "b-c"`, with the comma behind it: text in
// quotes, of either kind and without escapes, as Werkzeug reads it, or what stands before the
// comma.
std::string_view take_choice(std::string_view& list, std::string_view whole)
{
    list.remove_prefix(std::min(list.find_first_not_of(' '), list.size()));
    std::string_view choice;
    std::size_t comma = 0;
    if (list.starts_with('"') || list.starts_with('\'')) {
        const std::size_t close = list.find(list.front(), 1);
        if (close == list.npos)
            refuse(whole, "has a quote in any(…) that does not end");
        choice = list.substr(1, close - 1);
        comma = std::min(list.find_first_not_of(' ', close + 1), list.size());
        if (comma < list.size() && list[comma] != ',')
            refuse(whole, "has text behind a quote in any(…) where a comma belongs");
    } else {
        comma = std::min(list.find(','), list.size());
        choice = without_spaces(list.substr(0, comma));
    }
    if (choice.empty())
        refuse(whole, "has an empty choice in any(…)");
    if (choice.find('/') != choice.npos)
        refuse(whole, "has a choice with a slash in any(…), which no part of a path has");
    list.remove_prefix(comma);
    return choice;
}

// "left,right" out of "any(left,right)".
std::vector<std::string> parse_choices(std::string_view converter, std::string_view whole)
{
    std::vector<std::string> choices;
    std::string_view rest = converter.substr(4, converter.size() - 5);
    while (true) {
        choices.emplace_back(take_choice(rest, whole));
        if (rest.empty())
            return choices;
        rest.remove_prefix(1);
    }
}

// The variable "<…>" at the beginning of `text`, which is taken off it.
Piece take_variable(std::string_view& text, std::string_view whole)
{
    const std::size_t close = detail::variable_end(text);
    if (close == text.npos)
        refuse(whole, "has a '<' without its '>'");
    const std::string_view inner = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    const std::size_t colon = inner.rfind(':');
    const std::string_view converter =
        colon == inner.npos ? std::string_view{} : inner.substr(0, colon);
    Piece piece;
    piece.converter = detail::converter_named(converter);
    if (piece.converter == Converter::none)
        refuse(whole,
               "has an unknown converter; there are string, int, float, uuid, any(…) and path");
    if (piece.converter == Converter::any)
        piece.choices = parse_choices(converter, whole);
    piece.text = colon == inner.npos ? inner : inner.substr(colon + 1);
    if (piece.text.empty())
        refuse(whole, "has a variable without a name");
    if (piece.text.find_first_of("</") != piece.text.npos)
        refuse(whole, "has a '<' without its '>'");
    return piece;
}

// What stands before the next slash, which stays.
Segment take_segment(std::string_view& text, std::string_view whole)
{
    Segment segment;
    while (!text.empty() && text.front() != '/') {
        const std::size_t end = std::min(text.find_first_of("</"), text.size());
        if (end > 0)
            segment.push_back({.text = std::string(text.substr(0, end))});
        text.remove_prefix(end);
        if (text.starts_with('<'))
            segment.push_back(take_variable(text, whole));
    }
    return segment;
}

// What Python's int() makes of digits, perhaps with a sign: "7" of "+007". Nothing of other texts.
std::optional<std::string> integer_of(std::string_view text)
{
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+'))
        text.remove_prefix(1);
    if (text.empty() || text.find_first_not_of("0123456789") != text.npos)
        return std::nullopt;
    text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
    return (is_negative && text != "0" ? "-" : "") + std::string(text);
}

// What Python's float() makes of a finite number: "1000.0" of "1e3".
std::optional<std::string> real_of(std::string_view text)
{
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+'))
        text.remove_prefix(1);
    double number = 0;
    if (text.empty() || text.find_first_not_of("0123456789.eE+-") != text.npos ||
        text.find_first_of("0123456789.") != 0 ||
        encoding::read_real(text, number) != std::errc{} || !std::isfinite(number))
        return std::nullopt;
    std::string digits;
    encoding::append_float(digits, is_negative ? -number : number);
    return digits;
}

// A value as the converter of its variable writes it.
void append_value(std::string& url, const Piece& variable, std::string_view value)
{
    if (variable.converter == Converter::integer || variable.converter == Converter::real) {
        const bool is_integer = variable.converter == Converter::integer;
        const auto number = is_integer ? integer_of(value) : real_of(value);
        if (!number)
            throw BuildError("costrel: url_for() got \"" + std::string(value) + "\" for \"" +
                             variable.text + "\", which is " +
                             (is_integer ? "an integer" : "a number"));
        http::append_path(url, *number);
        return;
    }
    if (variable.converter == Converter::any &&
        std::ranges::find(variable.choices, value) == variable.choices.end()) {
        std::vector<std::string> choices = variable.choices;
        std::ranges::sort(choices);
        std::string sentence = "'" + std::string(value) + "' is not one of ";
        for (const std::string& choice : choices)
            sentence.append(&choice == &choices.front() ? "'" : ", '").append(choice).append("'");
        throw BuildError(sentence);
    }
    http::append_path(url, value);
}

} // namespace

Pattern Pattern::parse(std::string_view text)
{
    if (text.empty() || text.front() != '/')
        refuse(text, "must start with a slash");
    Pattern pattern;
    std::string_view rest = text.substr(1);
    while (!rest.empty()) {
        pattern.segments.push_back(take_segment(rest, text));
        if (pattern.segments.back().empty())
            refuse(text, "has two slashes in a row");
        if (pattern.variable_count() > max_variables)
            refuse(text, "has more than 16 variables");
        if (rest.empty())
            return pattern;
        rest.remove_prefix(1);
    }
    pattern.trailing_slash = true;
    return pattern;
}

std::size_t Pattern::variable_count() const noexcept
{
    std::size_t count = 0;
    for (const Segment& segment : segments)
        for (const Piece& piece : segment)
            count += piece.is_variable() ? 1U : 0U;
    return count;
}

std::vector<std::string_view> Pattern::variable_names() const
{
    std::vector<std::string_view> names;
    for (const Segment& segment : segments)
        for (const Piece& piece : segment)
            if (piece.is_variable())
                names.push_back(piece.text);
    return names;
}

std::string Pattern::text() const
{
    std::string text;
    for (const Segment& segment : segments) {
        text += '/';
        for (const Piece& piece : segment)
            text += piece.is_variable() ? "<" + piece.text + ">" : piece.text;
    }
    if (trailing_slash || text.empty())
        text += '/';
    return text;
}

std::string Pattern::build(const std::vector<std::string>& values) const
{
    std::string url;
    auto value = values.begin();
    for (const Segment& segment : segments) {
        url += '/';
        for (const Piece& piece : segment) {
            if (!piece.is_variable())
                http::append_path(url, piece.text);
            else if (value == values.end())
                throw std::invalid_argument("costrel: url_for() got too few values for its route");
            else
                append_value(url, piece, *value++);
        }
    }
    if (trailing_slash)
        url += '/';
    // Two slashes at the beginning would be followed by a host; Werkzeug takes them off, too.
    url.erase(0, std::min(url.find_first_not_of('/'), url.size()) - 1);
    return url;
}

} // namespace costrel::inline v1::routing
