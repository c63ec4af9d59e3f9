#include "http/forms/part_header.hpp"

#include "http/grammar.hpp"

#include <algorithm>

namespace costrel::inline v1::http {

namespace {

constexpr bool ends_line(char c) noexcept
{
    return c == '\r' || c == '\n';
}

// Takes a line off `text`, its end too.
std::string_view take_line(std::string_view& text) noexcept
{
    const auto end =
        static_cast<std::size_t>(std::find_if(text.begin(), text.end(), ends_line) - text.begin());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    text.remove_prefix(text.starts_with("\r\n") ? 2 : std::min<std::size_t>(text.size(), 1));
    return line;
}

} // namespace

std::optional<std::string> find_part_field(std::string_view head, std::string_view name)
{
    while (!head.empty()) {
        std::string_view line = take_line(head);
        std::string unfolded;
        while (!head.empty() && is_space_or_tab(head.front())) {
            if (unfolded.empty())
                unfolded = line;
            head.remove_prefix(1);
            unfolded.append(" ").append(take_line(head));
            line = unfolded;
        }
        const std::size_t colon = line.find(':');
        if (!equal_ignoring_case(trim(line.substr(0, colon)), name))
            continue;
        if (colon == line.npos)
            return "";
        return std::string(trim(line.substr(colon + 1)));
    }
    return std::nullopt;
}

std::size_t count_lines(std::string_view head) noexcept
{
    std::size_t count = 0;
    for (; !head.empty(); ++count)
        take_line(head);
    return count;
}

} // namespace costrel::inline v1::http
