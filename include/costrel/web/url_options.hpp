#pragma once

#include <costrel/encoding/value.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// What a URL has besides its path: the other arguments of Flask's url_for().
///
///     request.url_for<show_user>({.query = {{"page", 2}}, .anchor = "posts"}, 42)
///     // "/user/42?page=2#posts"
struct UrlOptions {
    /// Names and values of the query. A null is left out, a list becomes one pair for each element,
    /// and true is "True".
    std::vector<std::pair<std::string, Value>> query{};
    std::string anchor{}; ///< what follows "#"; empty: none
    /// Whether the URL has a scheme and the host of the request. Not set: when `scheme` is.
    std::optional<bool> external{};
    std::string scheme{}; ///< in place of the request's: "https"; empty: the request's
};

} // namespace costrel::inline v1

#pragma GCC visibility pop
