#include "app/url.hpp"

#include "http/percent.hpp"

#include <costrel/web/detail/url_value.hpp>

#include <stdexcept>
#include <utility>

namespace costrel::inline v1 {

namespace {

// A value of the query as Python's str() writes it.
std::string query_text(const Value& value)
{
    if (const auto* text = value.as<std::string>())
        return *text;
    if (const auto* markup = value.as<Html>())
        return markup->str();
    if (const auto* boolean = value.as<bool>())
        return *boolean ? "True" : "False";
    if (const auto* integer = value.as<std::int64_t>())
        return std::to_string(*integer);
    if (const auto* big = value.as<BigInteger>())
        return big->digits;
    if (const auto* number = value.as<double>())
        return detail::url_value(*number);
    if (const auto* uuid = value.as<Uuid>())
        return uuid->text();
    throw std::invalid_argument("costrel: url_for() cannot put a " +
                                std::string(value.type_name()) +
                                " into a query; give text, a number, or a list of them");
}

void append_pair(std::string& url, char& separator, std::string_view name, const Value& value)
{
    if (value.is_null())
        return;
    url += separator;
    separator = '&';
    http::append_query(url, name);
    url += '=';
    http::append_query(url, query_text(value));
}

} // namespace

std::string url_with(std::string path, const UrlOptions& options, std::string_view scheme,
                     std::string_view host)
{
    const bool external = options.external.value_or(!options.scheme.empty());
    if (!options.scheme.empty() && !external)
        throw std::invalid_argument("When specifying 'scheme', 'external' must be true.");
    std::string url;
    if (external) {
        if (host.empty())
            throw std::invalid_argument("costrel: url_for() cannot make an external URL: the "
                                        "request names no host");
        url.append(options.scheme.empty() ? scheme : std::string_view(options.scheme))
            .append("://")
            .append(host);
    }
    if (url.empty())
        url = std::move(path);
    else
        url += path;
    char separator = '?';
    for (const auto& [name, value] : options.query) {
        const auto* const tuple = value.as<Tuple>();
        if (const List* const list = tuple ? &tuple->items : value.as<List>()) {
            for (const Value& element : *list)
                append_pair(url, separator, name, element);
        } else {
            append_pair(url, separator, name, value);
        }
    }
    if (!options.anchor.empty()) {
        url += '#';
        http::append_fragment(url, options.anchor);
    }
    return url;
}

} // namespace costrel::inline v1
