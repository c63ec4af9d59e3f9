#include "app/route_index.hpp"

#include "app/route_path.hpp"

#include <string>

namespace costrel::inline v1 {

namespace {

// "/a%20b/" for "//a b", which a slash is missing from. It begins with one slash, or the browser
// would take what follows for a host.
std::string location_of(std::string_view path, const routing::Match& match)
{
    std::string one_path =
        match.merge_slashes ? routing::Tree::merge_slashes(path) : std::string(path);
    one_path.erase(0, one_path.find_first_not_of('/'));
    std::string location = "/";
    append_route_path(location, one_path);
    if (match.add_slash)
        location += '/';
    return location;
}

} // namespace

RouteIndex::RouteIndex(RouteTable& routes) : routes_(routes)
{
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        tree_.add(routes_[i].pattern, routes_[i].methods, i);
        have_limits_ = have_limits_ || routes_[i].max_content_length;
    }
}

Target RouteIndex::find(const http::Message& message) const
{
    Target target(tree_, message);
    if (!target.path_) {
        if (message.path == "*") { // OPTIONS about the server itself
            target.kind = Target::Kind::options;
            target.allowed = Methods{GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS};
        } else {
            target.status = 400;
        }
        return target;
    }

    using Kind = routing::Match::Kind;
    switch (target.match_.kind) {
    case Kind::route:
        target.route_index = target.match_.route;
        target.route = &routes_[target.route_index];
        target.kind = Target::Kind::handler;
        if (*message.method == OPTIONS && !target.route->responds_to_options) {
            target.kind = Target::Kind::options;
            target.allowed = tree_.match_unknown_method(*target.path_).allowed;
        }
        break;
    case Kind::redirect:
        target.kind = Target::Kind::redirect;
        target.text = location_of(*target.path_, target.match_);
        break;
    case Kind::method_not_allowed:
        target.status = 405;
        target.allowed = target.match_.allowed;
        break;
    case Kind::none:
        target.status = 404;
        break;
    }
    if (!target.decoded_.empty())
        restore_encoded_slashes(target.decoded_);
    return target;
}

std::optional<std::size_t> RouteIndex::max_content_length(const http::Message& message) const
{
    if (!have_limits_)
        return std::nullopt;
    const RouteTable::Route* route = find(message).route;
    return route ? route->max_content_length : std::nullopt;
}

} // namespace costrel::inline v1
