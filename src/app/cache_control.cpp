#include "app/cache_control.hpp"

#include <string>
#include <string_view>

namespace costrel {

namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

std::string lower(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return result;
}

} // namespace

void keep_from_shared_caches(Headers& headers)
{
    std::string kept;
    bool closed = false;
    for (const Header& header : headers) {
        if (lower(header.name) != "cache-control")
            continue;
        std::string_view rest = header.value;
        while (!rest.empty()) {
            const std::size_t comma = rest.find(',');
            const std::string_view directive = trimmed(rest.substr(0, comma));
            rest = comma == rest.npos ? std::string_view{} : rest.substr(comma + 1);
            const std::string name = lower(trimmed(directive.substr(0, directive.find('='))));
            if (name.empty() || name == "public" || name == "s-maxage")
                continue;
            // "private" with field names keeps only those from shared caches.
            closed = closed || name == "no-store" || lower(directive) == "private";
            kept.append(kept.empty() ? "" : ", ").append(directive);
        }
    }
    if (!closed)
        kept.append(kept.empty() ? "" : ", ").append("private");
    headers.set("Cache-Control", std::move(kept));
}

} // namespace costrel
