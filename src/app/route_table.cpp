#include "app/route_table.hpp"

#include <costrel/errors.hpp>

#include <algorithm>
#include <stdexcept>

namespace costrel::inline v1 {

void RouteTable::require_free_name(std::string_view endpoint, const Route& route) const
{
    for (const Route& other : routes_) {
        if (other.endpoint == endpoint && &other != &route &&
            (!other.function || other.function != route.function))
            throw std::invalid_argument("costrel: the endpoint \"" + std::string(endpoint) +
                                        "\" is already another function; give one of the two "
                                        "routes a name of its own with .name(\"…\")");
    }
}

namespace {

// What the compiler checked of a literal, for a pattern that is known only now.
void check_parameters(std::string_view text, const routing::Pattern& pattern,
                      std::span<const detail::ConverterSet> parameters)
{
    const std::string route = "costrel: the route \"" + std::string(text) + "\"";
    if (pattern.variable_count() != parameters.size())
        throw std::invalid_argument(route + " has " + std::to_string(pattern.variable_count()) +
                                    " variables, and its handler takes " +
                                    std::to_string(parameters.size()));
    auto parameter = parameters.begin();
    for (const routing::Segment& segment : pattern.segments)
        for (const routing::Piece& piece : segment)
            if (piece.is_variable() && !(parameter++)->has(piece.converter))
                throw std::invalid_argument(route + " has a variable \"" + piece.text +
                                            "\" of another type than its handler's parameter");
}

} // namespace

std::size_t RouteTable::add(std::string_view pattern, Methods methods, Route route,
                            std::span<const detail::ConverterSet> parameters)
{
    if (methods.empty())
        throw std::invalid_argument("costrel: the route \"" + std::string(pattern) +
                                    "\" has no methods");
    route.pattern = routing::Pattern::parse(pattern);
    check_parameters(pattern, route.pattern, parameters);
    route.methods = methods;
    route.responds_to_options = methods.has(OPTIONS);
    route.methods.add(OPTIONS);
    if (methods.has(GET))
        route.methods.add(HEAD);
    if (!route.endpoint.empty())
        require_free_name(route.endpoint, route);
    routes_.push_back(std::move(route));
    return routes_.size() - 1;
}

void RouteTable::rename(std::size_t index, std::string_view endpoint)
{
    require_free_name(endpoint, routes_[index]);
    routes_[index].endpoint = endpoint;
}

void RouteTable::become_blueprint(std::string_view name, std::string_view url_prefix)
{
    if (name.empty() || name.find('.') != name.npos)
        throw std::invalid_argument("costrel: a blueprint needs a name without a dot, not \"" +
                                    std::string(name) + "\"");
    scopes_.front().name = name;
    if (url_prefix.empty())
        return;
    prefix_ = routing::Pattern::parse(url_prefix);
    if (prefix_.variable_count() > 0)
        throw std::invalid_argument("costrel: the prefix of the blueprint \"" + std::string(name) +
                                    "\" must be fixed text");
}

void RouteTable::merge(RouteTable&& blueprint)
{
    const std::string inside = name().empty() ? "" : name() + ".";
    for (const Scope& scope : scopes_)
        if (&scope != &scopes_.front() && scope.name == inside + blueprint.name())
            throw std::invalid_argument("costrel: there is a blueprint \"" + scope.name +
                                        "\" already");
    const std::string name_inside = blueprint.name();
    const bool is_blocking = blueprint.scopes_.front().is_blocking;
    const std::size_t first = scopes_.size();
    for (Scope& scope : blueprint.scopes_) {
        scope.parent = scope.parent ? *scope.parent + first : 0;
        scope.name = inside + scope.name;
        scopes_.push_back(std::move(scope));
    }
    for (Route& route : blueprint.routes_) {
        route.scope += first;
        route.is_blocking |= is_blocking && !route.is_task;
        if (!route.endpoint.empty())
            route.endpoint = name_inside + "." + route.endpoint;
        auto& segments = route.pattern.segments;
        segments.insert(segments.begin(), blueprint.prefix_.segments.begin(),
                        blueprint.prefix_.segments.end());
        routes_.push_back(std::move(route));
    }
}

std::string RouteTable::build_url(const void* function, std::string_view endpoint,
                                  const std::vector<std::string>& values) const
{
    bool known = false;
    for (const Route& route : routes_) {
        if (function ? route.function != function : route.endpoint != endpoint)
            continue;
        known = true;
        if (route.pattern.variable_count() == values.size())
            return route.pattern.build(values);
    }
    throw BuildError(
        "costrel: could not build a URL for the endpoint \"" + std::string(endpoint) +
        (known ? "\": none of its routes has " + std::to_string(values.size()) + " variables"
               : "\": no route has it; add one with app.route"));
}

const RouteTable::Route* RouteTable::find(std::string_view endpoint,
                                          const std::vector<std::string_view>* names) const noexcept
{
    for (const Route& route : routes_) {
        if (route.endpoint != endpoint)
            continue;
        const auto is_given = [names](const routing::Piece& piece) {
            return !piece.is_variable() ||
                   std::find(names->begin(), names->end(), piece.text) != names->end();
        };
        const auto are_given = [&is_given](const routing::Segment& segment) {
            return std::all_of(segment.begin(), segment.end(), is_given);
        };
        if (!names ||
            std::all_of(route.pattern.segments.begin(), route.pattern.segments.end(), are_given))
            return &route;
    }
    return nullptr;
}

bool RouteTable::uses_session() const noexcept
{
    const auto takes_session = [](const auto& function) {
        return function.session_use != detail::SessionUse::none;
    };
    return std::any_of(routes_.begin(), routes_.end(), takes_session) ||
           std::any_of(scopes_.begin(), scopes_.end(), [&](const Scope& scope) {
               return std::any_of(scope.before.begin(), scope.before.end(), takes_session);
           });
}

bool RouteTable::checks_csrf() const noexcept
{
    return std::any_of(scopes_.begin(), scopes_.end(), [](const Scope& scope) {
        return std::any_of(scope.before.begin(), scope.before.end(),
                           [](const auto& hook) { return hook.checks_csrf; });
    });
}

bool RouteTable::loads_session(const Route* route) const noexcept
{
    constexpr auto loaded = detail::SessionUse::loaded;
    if (route && route->session_use == loaded)
        return true;
    std::optional<std::size_t> at = route ? route->scope : 0;
    for (; at; at = scopes_[*at].parent)
        for (const detail::BeforeHook& hook : scopes_[*at].before)
            if (hook.session_use == loaded)
                return true;
    return false;
}

} // namespace costrel::inline v1
