#include "routing/tree.hpp"

#include <algorithm>
#include <optional>
#include <tuple>

namespace costrel::routing {

namespace {

int weight(const Segment& segment)
{
    switch (segment.converter) {
    case Converter::integer:
    case Converter::real:
        return 50;
    case Converter::path:
        return 200;
    default:
        return 100;
    }
}

// Werkzeug's order: more pieces of fixed text first, then those that come first and are longer,
// then the converter. Of equals the one that was added first.
auto priority(const Segment& segment)
{
    const auto pieces = int{!segment.prefix.empty()} + int{!segment.suffix.empty()};
    return std::tuple(-pieces, -static_cast<std::ptrdiff_t>(segment.prefix.size()),
                      -static_cast<std::ptrdiff_t>(segment.suffix.size()), weight(segment));
}

bool is_digits(std::string_view text)
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text)
{
    return text.size() == 36 && text.find_first_not_of("0123456789abcdefABCDEF-") == text.npos &&
           text[8] == '-' && text[13] == '-' && text[18] == '-' && text[23] == '-' &&
           std::count(text.begin(), text.end(), '-') == 4;
}

bool accepts(const Segment& segment, std::string_view text)
{
    switch (segment.converter) {
    case Converter::integer:
        return is_digits(text);
    case Converter::real: {
        const std::size_t point = text.find('.');
        return point != text.npos && is_digits(text.substr(0, point)) &&
               is_digits(text.substr(point + 1));
    }
    case Converter::uuid:
        return is_uuid(text);
    case Converter::any:
        return std::find(segment.choices.begin(), segment.choices.end(), text) !=
               segment.choices.end();
    case Converter::path:
        return !text.empty() && text.front() != '/';
    default:
        return !text.empty();
    }
}

// The part of `text` that the segment's variable takes, or nothing.
std::optional<std::string_view> variable_in(const Segment& segment, std::string_view text)
{
    if (text.size() < segment.prefix.size() + segment.suffix.size() ||
        !text.starts_with(segment.prefix) || !text.ends_with(segment.suffix))
        return std::nullopt;
    text.remove_prefix(segment.prefix.size());
    text.remove_suffix(segment.suffix.size());
    if (!accepts(segment, text))
        return std::nullopt;
    return text;
}

// Whether two segments take the same texts, whatever their variables are called.
bool same_language(const Segment& left, const Segment& right)
{
    return left.converter == right.converter && left.prefix == right.prefix &&
           left.suffix == right.suffix && left.choices == right.choices;
}

} // namespace

// One look-up. Each part of a path leads one level down, so a node is visited once at most, but
// below a path variable, where it is visited once for each part that the variable can end at.
struct Tree::Search {
    const std::vector<Node>& nodes;
    Method method;
    bool known; // whether `method` means anything
    Match match{};
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
        const auto found = std::lower_bound(
            node.statics.begin(), node.statics.end(), part,
            [](const Static& child, std::string_view text) { return child.text < text; });
        if (found != node.statics.end() && found->text == part && walk(found->node, after))
            return true;
        for (const Dynamic& child : node.dynamics) {
            if (child.segment.converter == Converter::path ? walk_path(child, *rest)
                                                           : take(child, part, after))
                return true;
        }
        return false;
    }

    bool take(const Dynamic& child, std::string_view part, std::optional<std::string_view> after)
    {
        const auto variable = variable_in(child.segment, part);
        if (!variable)
            return false;
        match.push(*variable);
        if (walk(child.node, after))
            return true;
        match.pop();
        return false;
    }

    // A path variable takes as few parts as the rest of its route lets it.
    bool walk_path(const Dynamic& child, std::string_view rest)
    {
        const Node& next = nodes[child.node];
        if (next.statics.empty() && next.dynamics.empty())
            return take(child, rest, std::nullopt);
        for (std::size_t slash = rest.find('/'); slash != rest.npos;
             slash = rest.find('/', slash + 1))
            if (take(child, rest.substr(0, slash), rest.substr(slash + 1)))
                return true;
        return take(child, rest, std::nullopt);
    }
};

Tree::Tree() : nodes_(1) {}

std::size_t Tree::static_child(std::size_t node, std::string_view text)
{
    auto& statics = nodes_[node].statics;
    const auto place =
        std::lower_bound(statics.begin(), statics.end(), text,
                         [](const Static& child, std::string_view t) { return child.text < t; });
    if (place != statics.end() && place->text == text)
        return place->node;
    const std::size_t added = nodes_.size();
    statics.insert(place, Static{std::string(text), added});
    nodes_.emplace_back();
    return added;
}

std::size_t Tree::dynamic_child(std::size_t node, const Segment& segment)
{
    auto& dynamics = nodes_[node].dynamics;
    for (const Dynamic& child : dynamics)
        if (same_language(child.segment, segment))
            return child.node;
    const std::size_t added = nodes_.size();
    const auto place = std::find_if(dynamics.begin(), dynamics.end(), [&](const Dynamic& child) {
        return priority(segment) < priority(child.segment);
    });
    dynamics.insert(place, Dynamic{segment, added});
    nodes_.emplace_back();
    return added;
}

void Tree::add(const Pattern& pattern, Methods methods, std::size_t route)
{
    std::size_t node = 0;
    for (const Segment& segment : pattern.segments) {
        node =
            segment.is_static() ? static_child(node, segment.prefix) : dynamic_child(node, segment);
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
    Search search{nodes_, method, known};
    if (search.walk(0, rest)) {
        search.match.kind = search.slash_required ? Match::Kind::redirect : Match::Kind::route;
        search.match.add_slash = search.slash_required;
        return search.match;
    }
    if (rest.find("//") != rest.npos) {
        const std::string merged = merge_slashes(rest);
        Search again{nodes_, method, known};
        if (again.walk(0, std::string_view(merged))) {
            Match redirect; // without variables: they would be views into `merged`
            redirect.kind = Match::Kind::redirect;
            redirect.merge_slashes = true;
            redirect.add_slash = again.slash_required;
            return redirect;
        }
    }
    search.match.kind =
        search.match.allowed.empty() ? Match::Kind::none : Match::Kind::method_not_allowed;
    return search.match;
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

} // namespace costrel::routing
