// Which route a path finds: one that a slow reading of its pattern finds too, with the same
// variables, and none only when there is none. A pattern a line, an empty line, the path.
#include "fuzz/input.hpp"
#include "routing/tree.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

using namespace costrel;
using fuzz::require;
using routing::Converter;
using routing::Match;
using routing::Pattern;
using routing::Piece;
using routing::Tree;

namespace {

using Variables = std::vector<std::string>;

// A pattern as one list of pieces, matched as a regular expression would: each piece takes what it
// can in its order of preference, and goes back when the rest does not match.
class Naive {
public:
    explicit Naive(const Pattern& pattern)
    {
        for (const routing::Segment& segment : pattern.segments) {
            pieces_.push_back({.text = "/"});
            pieces_.insert(pieces_.end(), segment.begin(), segment.end());
        }
        if (pattern.trailing_slash)
            pieces_.push_back({.text = "/"});
        wants_one_slash_ = pattern.trailing_slash &&
                           std::any_of(pieces_.begin(), pieces_.end(), [](const Piece& piece) {
                               return piece.converter == Converter::path;
                           });
    }

    std::optional<Variables> match(std::string_view path) const
    {
        Variables variables;
        if (wants_one_slash_ && path.ends_with("//")) // the first would be the variable's
            return std::nullopt;
        if (!match_from(0, path, variables))
            return std::nullopt;
        return variables;
    }

private:
    bool match_from(std::size_t index, std::string_view text, Variables& variables) const
    {
        if (index == pieces_.size())
            return text.empty();
        const Piece& piece = pieces_[index];
        if (!piece.is_variable())
            return text.starts_with(piece.text) &&
                   match_from(index + 1, text.substr(piece.text.size()), variables);
        for (const std::size_t size : sizes(piece, text)) {
            variables.emplace_back(text.substr(0, size));
            if (match_from(index + 1, text.substr(size), variables))
                return true;
            variables.pop_back();
        }
        return false;
    }

    // How many bytes the variable can take of the beginning of `text`, the preferred first.
    static std::vector<std::size_t> sizes(const Piece& piece, std::string_view text)
    {
        std::vector<std::size_t> found;
        if (piece.converter == Converter::any) {
            for (const std::string& choice : piece.choices)
                if (text.starts_with(choice))
                    found.push_back(choice.size());
            return found;
        }
        for (std::size_t size = 1; size <= text.size(); ++size)
            if (can_be(piece.converter, text.substr(0, size)))
                found.push_back(size);
        if (piece.converter != Converter::path)
            std::reverse(found.begin(), found.end());
        return found;
    }

    static bool can_be(Converter converter, std::string_view text)
    {
        const auto is_of = [&](std::string_view characters) {
            return text.find_first_not_of(characters) == text.npos;
        };
        const std::size_t point = text.find('.');
        switch (converter) {
        case Converter::integer:
            return is_of("0123456789");
        case Converter::real:
            return is_of("0123456789.") && point != 0 && point < text.size() - 1 &&
                   text.find('.', point + 1) == text.npos;
        case Converter::uuid:
            for (std::size_t i = 0; i < text.size(); ++i) {
                const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
                if (is_dash ? text[i] != '-'
                            : std::string_view("0123456789abcdefABCDEF").find(text[i]) == text.npos)
                    return false;
            }
            return text.size() == 36;
        case Converter::path:
            return text.front() != '/' && text.front() != routing::encoded_slash;
        default:
            return text.find('/') == text.npos && text.find(routing::encoded_slash) == text.npos;
        }
    }

    std::vector<Piece> pieces_;
    bool wants_one_slash_ = false; // at the end
};

std::vector<Pattern> read_patterns(fuzz::Input& input)
{
    std::vector<Pattern> patterns;
    for (std::string_view line = input.line(); !line.empty() && patterns.size() < 8;
         line = input.line()) {
        try {
            Pattern pattern = Pattern::parse(line);
            if (pattern.variable_count() <= 4) // the slow reading takes a power of their number
                patterns.push_back(std::move(pattern));
        } catch (const std::invalid_argument&) {
            // refused, as it should be
        }
    }
    return patterns;
}

bool any_matches(const std::vector<Naive>& routes, const std::string& path)
{
    return std::any_of(routes.begin(), routes.end(),
                       [&](const Naive& route) { return route.match(path).has_value(); });
}

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::Input input(data, size);
    const std::vector<Pattern> patterns = read_patterns(input);
    Tree tree;
    std::vector<Naive> routes;
    for (const Pattern& pattern : patterns) {
        tree.add(pattern, GET, routes.size());
        routes.emplace_back(pattern);
    }
    const std::string_view sent = input.rest().substr(0, 40);
    const std::string path =
        "/" + std::string(sent.substr(std::min(sent.find_first_not_of('/'), sent.size())));
    const std::string merged = Tree::merge_slashes(path);

    const Match match = tree.match(path, GET);
    switch (match.kind) {
    case Match::Kind::route: {
        const auto variables = routes.at(match.route).match(path);
        require(variables.has_value(), "the route matches the path");
        require(std::equal(variables->begin(), variables->end(), match.variables().begin(),
                           match.variables().end()),
                "its variables take the same");
        break;
    }
    case Match::Kind::redirect:
        require(any_matches(routes,
                            (match.merge_slashes ? merged : path) + (match.add_slash ? "/" : "")),
                "a redirect leads to a route");
        require(!match.merge_slashes || !any_matches(routes, path), "and is needed");
        break;
    case Match::Kind::none:
        require(!any_matches(routes, path) && !any_matches(routes, merged),
                "no route matches where none is found");
        break;
    case Match::Kind::method_not_allowed:
        require(false, "every route has GET");
    }
    require(tree.match(path, POST).kind != Match::Kind::route, "no route has POST");
    return 0;
}
