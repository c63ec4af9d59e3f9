#pragma once

#include "app/route_table.hpp"

#include <costrel/app.hpp>
#include <costrel/config.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace costrel::inline v1 {

// Something about a configuration.
struct Finding {
    enum class Kind : std::uint8_t {
        good,
        advice, // it works, and an operator should know
        wrong,  // it does not start, or does not do what it is for
    } kind = Kind::good;
    std::string about{}; // a word: "keys", "cookie", "csrf", "debug", "hosts", "proxy", "limits"…
    std::string what{};  // a sentence; of what is good, empty
};

// Looks at all that can be said before a request comes: keys, the cookie's flags, hosts, proxies,
// limits, the store, and misspelt names of the environment. At least one finding about each. Quotes
// no key.
std::vector<Finding> examine(const Config& config, const RouteTable& routes,
                             const RunOptions& options);

// A line for each.
std::string text_of(const std::vector<Finding>& findings);

} // namespace costrel::inline v1
