#include "app/context.hpp"
#include "app/templates/request_view.hpp"
#include "app/url.hpp"
#include "template/failure.hpp"
#include "template/python_text.hpp"

#include <costrel/errors.hpp>

#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace costrel::inline v1 {

using templates::Arguments;
using templates::Var;

namespace {

// As the converter of a variable takes it: a boolean is a number, and a number is an integer.
std::string text_in_url(const routing::Piece& variable, const Var& value)
{
    using routing::Converter;
    const bool is_integer = variable.converter == Converter::integer;
    if (value.kind == templates::Kind::boolean &&
        (is_integer || variable.converter == Converter::real))
        return std::to_string(value.whole());
    if (value.kind == templates::Kind::real && is_integer && std::fabs(value.as.real) < 1e18)
        return std::to_string(static_cast<std::int64_t>(value.as.real));
    return templates::text_of(value);
}

} // namespace

Var template_url_for(const Request& request, const Arguments& arguments)
try {
    if (arguments.positional.size() > 1)
        templates::fail_type("url_for() takes 1 positional argument");
    const Var* given =
        arguments.positional.empty() ? arguments.find("endpoint") : &arguments.positional.front();
    if (!given)
        templates::fail_type("url_for() missing 1 required positional argument: 'endpoint'");
    templates::require_defined(*given);
    std::string endpoint = templates::text_of(*given);
    if (endpoint.starts_with('.')) // of the current blueprint
        endpoint = request.blueprint.empty() ? endpoint.substr(1)
                                             : std::string(request.blueprint) + endpoint;
    UrlOptions options;
    std::vector<std::string_view> names;
    names.reserve(arguments.named.size());
    for (const auto& [name, value] : arguments.named)
        if (!name.starts_with('_') && !value.is_none())
            names.push_back(name);
    const RouteTable::Route* route = request.context().routes.find(endpoint, &names);
    if (!route)
        throw BuildError("costrel: could not build a URL for the endpoint '" + endpoint +
                         "' with these variables");
    const std::vector<std::string_view> variables = route->pattern.variable_names();
    std::vector<std::string> values;
    values.reserve(variables.size());
    for (const routing::Segment& segment : route->pattern.segments)
        for (const routing::Piece& piece : segment)
            if (piece.is_variable()) {
                const Var& value = *arguments.find(piece.text);
                templates::require_defined(value);
                values.push_back(text_in_url(piece, value));
            }
    for (const auto& [name, value] : arguments.named) {
        if (name == "_anchor")
            options.anchor = value.is_none() ? std::string() : templates::text_of(value);
        else if (name == "_external")
            options.external = value.is_none() ? std::nullopt : std::optional(truth(value));
        else if (name == "_scheme")
            options.scheme = value.is_none() ? std::string() : templates::text_of(value);
        else if (name != "_method" && name != "endpoint" &&
                 std::find(variables.begin(), variables.end(), name) == variables.end())
            options.query.emplace_back(std::string(name), to_value(value));
    }
    std::string path = route->pattern.build(values);
    if (!request.script_root.empty())
        path.insert(0, request.script_root);
    return Var::text(url_with(std::move(path), options, request.scheme, request.host));
} catch (const BuildError& error) {
    templates::fail_value(error.what());
} catch (const std::invalid_argument& error) {
    templates::fail_value(error.what());
}

} // namespace costrel::inline v1
