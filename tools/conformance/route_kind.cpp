#include "kinds.hpp"
#include "routing/tree.hpp"
#include "vector.hpp"

#include <costrel/json.hpp>

#include <algorithm>

// "route": which of some routes a path finds. Handlers would have to be written for each pattern,
// so the tree of routes is asked itself.
namespace conformance {

namespace {

using namespace costrel;
using routing::Match;

Methods methods_of(const Value& names)
{
    Methods methods;
    for (const Value& name : *names.as<List>())
        methods.add(parse_method(*name.as<std::string>()).value());
    return methods;
}

std::string merged(std::string_view path, const Match& match)
{
    std::string target(path.substr(std::min(path.find_first_not_of('/'), path.size())));
    if (match.merge_slashes)
        target = routing::Tree::merge_slashes(target);
    return "/" + target + (match.add_slash ? "/" : "");
}

} // namespace

Outcome check_route(const Dict& vector)
{
    routing::Tree tree;
    std::size_t number = 0;
    for (const Value& route : list_field(vector, "routes")) {
        const List& pair = *route.as<List>();
        tree.add(routing::Pattern::parse(*pair[0].as<std::string>()), methods_of(pair[1]),
                 number++);
    }
    const std::string& path = text_field(vector, "path");
    const Match match = tree.match(path, parse_method(text_field(vector, "method")).value());
    List got;
    switch (match.kind) {
    case Match::Kind::none:
        got.push_back("none");
        break;
    case Match::Kind::method_not_allowed:
        got.push_back("allows");
        got.push_back(match.allowed.allow());
        break;
    case Match::Kind::redirect:
        got.push_back("redirect");
        got.push_back(merged(path, match));
        break;
    case Match::Kind::route:
        got.push_back("route");
        got.push_back(match.route);
        for (const std::string_view variable : match.variables())
            got.push_back(std::string(variable));
        break;
    }
    return compare(json_dumps(field(vector, "expect")), json_dumps(got));
}

} // namespace conformance
