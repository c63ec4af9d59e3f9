#include "app/debug_page.hpp"

#include "http/grammar.hpp"
#include "session/production.hpp"

#include <costrel/html.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cxxabi.h>
#include <memory>
#include <typeinfo>

namespace costrel::inline v1 {

namespace {

constexpr std::size_t longest_value = 500; // bytes shown of one value

std::string_view shortened(std::string_view text) noexcept
{
    return text.substr(0, longest_value);
}

bool holds_a_secret(std::string_view field)
{
    std::string name(field);
    std::transform(name.begin(), name.end(), name.begin(), http::to_lower);
    constexpr std::array<std::string_view, 6> words = {"cookie", "auth",   "token",
                                                       "key",    "secret", "password"};
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return name.find(word) != name.npos; });
}

Html row(std::string_view name, std::string_view value)
{
    return html("<tr><th>{}<td>{}\n", shortened(name), shortened(value));
}

Html header_rows(const http::Message& message)
{
    Html rows = "";
    for (const http::Field& field : message.fields) {
        const bool hidden = holds_a_secret(field.name);
        rows += row(field.name, hidden ? "(not shown)" : field.value);
    }
    return rows;
}

Html key_rows(const MultiDict& fields)
{
    Html rows = "";
    for (const auto& [name, value] : fields)
        rows += row(name, "(not shown)");
    return rows;
}

} // namespace

std::string thrown_type()
{
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (!type)
        return "unknown";
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> name(
        abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), &std::free);
    return name ? name.get() : type->name();
}

Response debug_page(std::string_view type, std::string_view what, const Request& request,
                    const http::Message& message, const routing::Pattern* route)
{
    Html page = html("<!doctype html>\n<html lang=en>\n<meta charset=utf-8>\n"
                     "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
                     "<title>{}: {}</title>\n"
                     "<style>body { font: 1em/1.5 sans-serif; margin: 2em; } "
                     "th { text-align: left; padding-right: 1em; vertical-align: top; } "
                     "td, pre { font-family: monospace; white-space: pre-wrap; "
                     "overflow-wrap: anywhere; }</style>\n"
                     "<h1>{}</h1>\n<pre>{}</pre>\n",
                     type, shortened(what), type, what);
    page += html("<h2>Request</h2>\n<table>\n");
    page += row("Method", message.method_token);
    page += row("Path", request.path);
    page += row("Route", route ? route->text() : "(none)");
    page += row("Endpoint", request.endpoint);
    page += row("From", request.remote_addr);
    page += html("</table>\n<h2>Header fields</h2>\n<table>\n");
    page += header_rows(message);
    page += html("</table>\n");
    if (!request.form.empty()) {
        page += html("<h2>Fields of the form</h2>\n<table>\n");
        page += key_rows(request.form);
        page += html("</table>\n");
    }
    page += html("<p>This page is shown because the application runs in debug mode.</p>\n");
    Response response(std::move(page));
    response.status = 500;
    return response;
}

void check_debug(const Config& config)
{
    if (config.debug && is_production())
        throw ConfigError("costrel: debug is on, and COSTREL_ENV is production: it would show what "
                          "is inside the application to everybody; turn it off");
}

std::string debug_warning(const Config& config)
{
    if (!config.debug)
        return {};
    return "costrel: DEBUG MODE IS ON: pages of errors show exceptions, header fields and more of "
           "this application to everybody who can reach it. Never use it in production.";
}

} // namespace costrel::inline v1
