#include "session/cache_fields.hpp"

#include "encoding/ascii.hpp"

namespace costrel::inline v1::session {

namespace {

using encoding::equal_ignoring_case;

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

// Takes the first element off a list that commas separate.
std::string_view take_element(std::string_view& list)
{
    const std::size_t comma = list.find(',');
    const std::string_view element = trimmed(list.substr(0, comma));
    list = comma == list.npos ? std::string_view{} : list.substr(comma + 1);
    return element;
}

} // namespace

std::string varying_on_cookie(std::string vary)
{
    if (vary.empty()) // nearly always
        return "Cookie";
    for (std::string_view rest = vary; !rest.empty();) {
        if (equal_ignoring_case(take_element(rest), "cookie"))
            return vary;
    }
    vary.append(trimmed(vary).empty() ? "" : ", ").append("Cookie");
    return vary;
}

std::string not_shared(std::string_view cache_control)
{
    std::string kept;
    bool closed = false;
    while (!cache_control.empty()) {
        const std::string_view directive = take_element(cache_control);
        const std::string_view name = trimmed(directive.substr(0, directive.find('=')));
        if (name.empty() || equal_ignoring_case(name, "public") ||
            equal_ignoring_case(name, "s-maxage"))
            continue;
        // "private" with field names keeps only those from shared caches.
        closed = closed || equal_ignoring_case(name, "no-store") ||
                 equal_ignoring_case(directive, "private");
        kept.append(kept.empty() ? "" : ", ").append(directive);
    }
    if (!closed)
        kept.append(kept.empty() ? "" : ", ").append("private");
    return kept;
}

} // namespace costrel::inline v1::session
