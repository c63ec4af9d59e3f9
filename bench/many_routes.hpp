#pragma once

#include "routing/tree.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// An application of many routes, five for each kind of thing that it keeps, as for an API: the
// list, one of them by number, one by name, a page below it, and a folder of files.
class ManyRoutes {
public:
    using Match = costrel::routing::Match;

    // What is looked up below each kind of thing, and what comes of it.
    struct Case {
        const char* name;
        std::string_view path;
        Match::Kind expected;
    };
    static constexpr Case cases[] = {
        {"fixed", "/", Match::Kind::route},
        {"number", "/4711", Match::Kind::route},
        {"text", "/ann", Match::Kind::route},
        {"below_a_number", "/4711/edit", Match::Kind::route},
        {"path", "/files/a/b/c.txt", Match::Kind::route},
        {"slash", "", Match::Kind::redirect},
        {"none", "/ann/nothing", Match::Kind::none},
    };

    explicit ManyRoutes(int count)
    {
        for (int i = 0; i < count; ++i) {
            const std::string thing = "/thing" + std::to_string(i / 5);
            const std::string patterns[] = {thing + "/", thing + "/<int:id>", thing + "/<name>",
                                            thing + "/<int:id>/edit", thing + "/files/<path:file>"};
            tree_.add(costrel::routing::Pattern::parse(patterns[i % 5]), costrel::GET,
                      static_cast<std::size_t>(i));
            if (i % 5 == 0)
                things_.push_back(thing);
        }
    }

    // A path of that case below each kind of thing.
    std::vector<std::string> paths(const Case& which) const
    {
        std::vector<std::string> all;
        for (const std::string& thing : things_) {
            all.push_back(thing + std::string(which.path));
            if (find(all.back()).kind != which.expected)
                throw std::logic_error("a path leads elsewhere: " + all.back());
        }
        return all;
    }

    Match find(std::string_view path) const { return tree_.match(path, costrel::GET); }

private:
    costrel::routing::Tree tree_;
    std::vector<std::string> things_;
};
