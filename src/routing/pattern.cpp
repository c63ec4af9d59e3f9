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

Segment parse_segment(std::string_view text, std::string_view whole)
{
    Segment segment;
    const std::size_t open = text.find('<');
    if (open == text.npos) {
        segment.prefix = text;
        return segment;
    }
    const std::size_t close = text.find('>', open);
    if (close == text.npos)
        refuse(whole, "has a '<' without its '>'");
    const std::string_view inner = text.substr(open + 1, close - open - 1);
    const std::size_t colon = inner.rfind(':');
    const std::string_view converter =
        colon == inner.npos ? std::string_view{} : inner.substr(0, colon);
    segment.prefix = text.substr(0, open);
    segment.suffix = text.substr(close + 1);
    if (segment.suffix.find('<') != segment.suffix.npos)
        refuse(whole, "has two variables between two slashes");
    segment.converter =
        detail::converter_named(colon == inner.npos ? std::string_view{} : inner.substr(0, colon));
    if (segment.converter == Converter::none)
        refuse(whole,
               "has an unknown converter; there are string, int, float, uuid, any(…) and path");
    if (segment.converter == Converter::any)
        segment.choices = parse_choices(converter, whole);
    segment.name = colon == inner.npos ? inner : inner.substr(colon + 1);
    if (segment.name.empty())
        refuse(whole, "has a variable without a name");
    return segment;
}

} // namespace

Pattern Pattern::parse(std::string_view text)
{
    if (text.empty() || text.front() != '/')
        refuse(text, "must start with a slash");
    Pattern pattern;
    std::string_view rest = text.substr(1);
    bool has_path = false;
    while (!rest.empty()) {
        const std::size_t slash = rest.find('/');
        const std::string_view part = rest.substr(0, slash);
        if (part.empty())
            refuse(text, "has two slashes in a row");
        Segment segment = parse_segment(part, text);
        if (segment.converter == Converter::path) {
            if (has_path)
                refuse(text, "has two path variables");
            has_path = true;
        }
        pattern.segments.push_back(std::move(segment));
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
    return static_cast<std::size_t>(
        std::count_if(segments.begin(), segments.end(),
                      [](const Segment& segment) { return !segment.is_static(); }));
}

std::string Pattern::build(const std::vector<std::string>& values) const
{
    std::string url;
    auto value = values.begin();
    for (const Segment& segment : segments) {
        url += '/';
        http::append_path(url, segment.prefix);
        if (segment.is_static())
            continue;
        if (value == values.end())
            throw std::invalid_argument("costrel: url_for() got too few values for its route");
        http::append_path(url, *value++);
        http::append_path(url, segment.suffix);
    }
    if (trailing_slash)
        url += '/';
    return url;
}

} // namespace costrel::routing
