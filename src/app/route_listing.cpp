#include "app/route_listing.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace costrel::inline v1 {

namespace {

using Row = std::array<std::string, 4>;

// As it stands before the colon of a variable; "string" may be left out.
std::string converter_of(const routing::Piece& variable)
{
    using routing::Converter;
    switch (variable.converter) {
    case Converter::integer:
        return "int:";
    case Converter::real:
        return "float:";
    case Converter::uuid:
        return "uuid:";
    case Converter::path:
        return "path:";
    case Converter::any: {
        std::string text = "any(";
        for (const std::string& choice : variable.choices)
            text.append(text.ends_with('(') ? "" : ",").append(choice);
        return text + "):";
    }
    case Converter::none:
    case Converter::string:
        break;
    }
    return {};
}

// With the converters, which Pattern::text() leaves out.
std::string rule_of(const routing::Pattern& pattern)
{
    std::string text;
    for (const routing::Segment& segment : pattern.segments) {
        text += '/';
        for (const routing::Piece& piece : segment)
            text += piece.is_variable() ? "<" + converter_of(piece) + piece.text + ">" : piece.text;
    }
    if (pattern.trailing_slash || text.empty())
        text += '/';
    return text;
}

Row row_of(const RouteTable::Route& route)
{
    std::string special;
    const auto add = [&](bool holds, const std::string& word) {
        if (holds)
            special.append(special.empty() ? "" : ", ").append(word);
    };
    add(route.session_use != detail::SessionUse::none, "session");
    add(route.is_task, "coroutine");
    add(route.is_stream, "stream");
    add(route.is_blocking, "blocking");
    add(route.csrf_exempt, "csrf exempt");
    if (route.max_content_length)
        add(true, "at most " + std::to_string(*route.max_content_length) + " bytes");
    return {route.endpoint.empty() ? "-" : route.endpoint, route.methods.allow(),
            rule_of(route.pattern), special};
}

} // namespace

std::string route_listing(const RouteTable& routes)
{
    std::vector<Row> rows{{"Endpoint", "Methods", "Rule", ""}};
    for (std::size_t i = 0; i < routes.size(); ++i)
        rows.push_back(row_of(routes[i]));
    std::array<std::size_t, 3> widths{};
    for (const Row& row : rows)
        for (std::size_t column = 0; column < widths.size(); ++column)
            widths[column] = std::max(widths[column], row[column].size());
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t column = 0; column < row.size(); ++column) {
            line += row[column];
            if (column < widths.size())
                line.append(widths[column] - row[column].size() + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

} // namespace costrel::inline v1
