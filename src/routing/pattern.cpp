#include "routing/pattern.hpp"

#include "http/percent.hpp"

#include <algorithm>
#include <stdexcept>

namespace costrel::routing {

namespace {

[[noreturn]] void refuse(std::string_view text, std::string_view reason)
{
    throw std::invalid_argument("costrel: the route \"" + std::string(text) + "\" " +
                                std::string(reason));
}

// "left,right" out of "any(left,right)".
std::vector<std::string> parse_choices(std::string_view converter, std::string_view whole)
{
    std::vector<std::string> choices;
    std::string_view rest = converter.substr(4, converter.size() - 5);
    while (true) {
        const std::size_t comma = rest.find(',');
        std::string_view choice = rest.substr(0, comma);
        choice.remove_prefix(std::min(choice.find_first_not_of(' '), choice.size()));
        choice = choice.substr(0, choice.find_last_not_of(' ') + 1);
        if (choice.empty())
            refuse(whole, "has an empty choice in any(…)");
        choices.emplace_back(choice);
        if (comma == rest.npos)
            return choices;
        rest.remove_prefix(comma + 1);
    }
}

// The variable "<…>" at the beginning of `text`, which is taken off it.
Piece take_variable(std::string_view& text, std::string_view whole)
{
    const std::size_t close = text.find('>');
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
    return piece;
}

Segment parse_segment(std::string_view text, std::string_view whole)
{
    Segment segment;
    while (!text.empty()) {
        const std::size_t open = std::min(text.find('<'), text.size());
        if (open > 0)
            segment.push_back({.text = std::string(text.substr(0, open))});
        text.remove_prefix(open);
        if (!text.empty())
            segment.push_back(take_variable(text, whole));
    }
    return segment;
}

} // namespace

Pattern Pattern::parse(std::string_view text)
{
    if (text.empty() || text.front() != '/')
        refuse(text, "must start with a slash");
    Pattern pattern;
    std::string_view rest = text.substr(1);
    while (!rest.empty()) {
        const std::size_t slash = rest.find('/');
        const std::string_view part = rest.substr(0, slash);
        if (part.empty())
            refuse(text, "has two slashes in a row");
        pattern.segments.push_back(parse_segment(part, text));
        if (pattern.variable_count() > max_variables)
            refuse(text, "has more than 16 variables");
        if (slash == rest.npos)
            return pattern;
        rest.remove_prefix(slash + 1);
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
            if (piece.is_variable() && value == values.end())
                throw std::invalid_argument("costrel: url_for() got too few values for its route");
            http::append_path(url, piece.is_variable() ? *value++ : piece.text);
        }
    }
    if (trailing_slash)
        url += '/';
    return url;
}

} // namespace costrel::routing
