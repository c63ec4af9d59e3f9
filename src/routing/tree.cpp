#include "routing/tree.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace costrel::inline v1::routing {

// The shorter first: most texts are told apart by their size alone.
bool Tree::comes_before(const Static& child, std::string_view text) noexcept
{
    return child.text.size() != text.size() ? child.text.size() < text.size() : child.text < text;
}

// One look-up. Each part of a path leads one level down, so a node is visited once at most.
struct Tree::Search {
    const std::vector<Node>& nodes;
    Method method;
    bool known; // whether `method` means anything
    Match& match;
    bool slash_required = false;

    bool allows(const Rule& rule) const { return known && rule.methods.has(method); }

    bool end(const Node& node)
    {
        for (const Rule& rule : node.rules) {
            if (allows(rule)) {
                match.route = rule.route;
                return true;
            }
            match.allowed |= rule.methods;
        }
        if (!node.statics.empty() && node.statics.front().text.empty())
            for (const Rule& rule : nodes[node.statics.front().node].rules)
                slash_required = slash_required || allows(rule);
        return slash_required;
    }

    // `rest` is what comes after the slash behind this node; nothing: the path ends at this node.
    bool walk(std::size_t index, std::optional<std::string_view> rest)
    {
        const Node& node = nodes[index];
        if (!rest)
            return end(node);
        const std::size_t slash = rest->find('/');
        const std::string_view part = rest->substr(0, slash);
        const auto after =
            slash == rest->npos ? std::nullopt : std::optional(rest->substr(slash + 1));
        const auto found =
            std::lower_bound(node.statics.begin(), node.statics.end(), part, comes_before);
        if (found != node.statics.end() && found->text == part && walk(found->node, after))
            return true;
        for (const Dynamic& child : node.dynamics) {
            if (child.part.takes_rest() ? take_rest(child, *rest) : take(child, part, after))
                return true;
        }
        return false;
    }

    bool take(const Dynamic& child, std::string_view text, std::optional<std::string_view> after)
    {
        if (!child.part.match(text, match.end_of_variables()))
            return false;
        match.push(child.part.variable_count());
        if (walk(child.node, after))
            return true;
        match.pop(child.part.variable_count());
        return false;
    }

    // One slash at the end of `rest` is that of the pattern, if it has one there.
    bool take_rest(const Dynamic& child, std::string_view rest)
    {
        if (!child.part.optional_slash())
            return take(child, rest, std::nullopt);
        const bool has_slash = rest.ends_with('/');
        if (has_slash)
            rest.remove_suffix(1);
        if (rest.ends_with('/'))
            return false;
        return take(child, rest, has_slash ? std::optional(std::string_view{}) : std::nullopt);
    }
};

Tree::Tree() : nodes_(1) {}

std::size_t Tree::static_child(std::size_t node, std::string_view text)
{
    auto& statics = nodes_[node].statics;
    const auto place = std::lower_bound(statics.begin(), statics.end(), text, comes_before);
    if (place != statics.end() && place->text == text)
        return place->node;
    const std::size_t added = nodes_.size();
    statics.insert(place, Static{std::string(text), added});
    nodes_.emplace_back();
    return added;
}

std::size_t Tree::dynamic_child(std::size_t node, Part part)
{
    auto& dynamics = nodes_[node].dynamics;
    for (const Dynamic& child : dynamics)
        if (child.part.matches_like(part))
            return child.node;
    const std::size_t added = nodes_.size();
    const auto place = std::find_if(dynamics.begin(), dynamics.end(),
                                    [&](const Dynamic& child) { return part < child.part; });
    dynamics.insert(place, Dynamic{std::move(part), added});
    nodes_.emplace_back();
    return added;
}

void Tree::add(const Pattern& pattern, Methods methods, std::size_t route)
{
    std::size_t node = 0;
    const auto& segments = pattern.segments;
    for (auto segment = segments.begin(); segment != segments.end(); ++segment) {
        if (segment->size() == 1 && !segment->front().is_variable()) {
            node = static_child(node, segment->front().text);
            continue;
        }
        const bool has_path = std::any_of(segment->begin(), segment->end(), [](const Piece& piece) {
            return piece.converter == Converter::path;
        });
        if (has_path) {
            node = dynamic_child(node, Part({segment, segments.end()}, pattern.trailing_slash));
            break;
        }
        node = dynamic_child(node, Part({*segment}, false));
    }
    if (pattern.trailing_slash)
        node = static_child(node, {});
    nodes_[node].rules.push_back(Rule{route, methods});
}

Match Tree::match(std::string_view path, Method method) const
{
    return search(path, method, true);
}

Match Tree::match_unknown_method(std::string_view path) const
{
    return search(path, GET, false);
}

Match Tree::search(std::string_view path, Method method, bool known) const
{
    const std::size_t start = path.find_first_not_of('/');
    const std::string_view rest = start == path.npos ? std::string_view{} : path.substr(start);
    Match match; // returned from everywhere, so that it is never copied
    Search search{nodes_, method, known, match};
    if (search.walk(0, rest)) {
        match.kind = search.slash_required ? Match::Kind::redirect : Match::Kind::route;
        match.add_slash = search.slash_required;
        return match;
    }
    if (rest.find("//") != rest.npos) {
        const std::string merged = merge_slashes(rest);
        Match found; // its variables are views into `merged`
        Search again{nodes_, method, known, found};
        if (again.walk(0, std::string_view(merged))) {
            match = {};
            match.kind = Match::Kind::redirect;
            match.merge_slashes = true;
            match.add_slash = again.slash_required;
            return match;
        }
        match.allowed |= found.allowed;
    }
    match.kind = match.allowed.empty() ? Match::Kind::none : Match::Kind::method_not_allowed;
    return match;
}

std::string Tree::merge_slashes(std::string_view path)
{
    std::string merged;
    merged.reserve(path.size());
    for (const char c : path)
        if (c != '/' || merged.empty() || merged.back() != '/')
            merged += c;
    return merged;
}

} // namespace costrel::inline v1::routing
