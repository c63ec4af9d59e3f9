#pragma once

#include "routing/part.hpp"
#include "routing/pattern.hpp"

#include <costrel/method.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace costrel::inline v1::routing {

// What a path matched. `variables` are views into the path that was looked up.
struct Match {
    enum class Kind : std::uint8_t {
        none,               // 404
        route,              // `route`, with variables()
        redirect,           // to the path that merge_slashes and add_slash make of it
        method_not_allowed, // the path matches, with `allowed` methods
    };

    Kind kind = Kind::none;
    std::size_t route = 0;
    Methods allowed;
    bool merge_slashes = false; // each run of slashes becomes one
    bool add_slash = false;     // one slash is added at the end

    std::span<const std::string_view> variables() const noexcept
    {
        return {variables_.data(), count_};
    }
    // Where the next variables go before they are pushed.
    std::string_view* end_of_variables() noexcept { return variables_.data() + count_; }
    void push(std::size_t variables) noexcept { count_ += variables; }
    void pop(std::size_t variables) noexcept { count_ -= variables; }
    // The path that they are views into has moved from one place to another.
    void move_variables(const char* from, const char* to) noexcept
    {
        for (std::size_t i = 0; i < count_; ++i)
            variables_[i] = {to + (variables_[i].data() - from), variables_[i].size()};
    }

private:
    std::array<std::string_view, max_variables> variables_{};
    std::size_t count_ = 0;
};

// All routes of an application, as a tree of the parts of their paths. A look-up walks the parts of
// the path: it does not slow down with the number of routes. The rules are Werkzeug's: fixed text
// before variables, int and float before text, text before a path.
class Tree {
public:
    Tree();

    // `route` is what match() gives back. Of two equal patterns with a common method, the first
    // answers it.
    void add(const Pattern& pattern, Methods methods, std::size_t route);

    // `path` is percent-decoded, with `encoded_slash` in the place of each encoded slash. Slashes
    // at its beginning count as one.
    Match match(std::string_view path, Method method) const;
    // For a method that costrel does not know: never finds a route.
    Match match_unknown_method(std::string_view path) const;

    // The path with each run of slashes made one.
    static std::string merge_slashes(std::string_view path);

private:
    struct Rule {
        std::size_t route;
        Methods methods;
    };
    struct Static {
        std::string text;
        std::size_t node;
    };
    struct Dynamic {
        Part part;
        std::size_t node;
    };
    struct Node {
        std::vector<Static> statics;   // in the order of comes_before()
        std::vector<Dynamic> dynamics; // in the order in which they are tried
        std::vector<Rule> rules;
    };
    struct Search;

    static bool comes_before(const Static& child, std::string_view text) noexcept;

    Match search(std::string_view path, Method method, bool known) const;
    std::size_t static_child(std::size_t node, std::string_view text);
    std::size_t dynamic_child(std::size_t node, Part part);

    std::vector<Node> nodes_;
};

} // namespace costrel::inline v1::routing
