#pragma once

#include <costrel/session/origin.hpp>

#include <span>
#include <string>

namespace costrel::inline v1::command {

// What a format looks at before it takes a cookie. Each check ends with an origin of its own, so
// the origin says which one failed.
struct Check {
    SessionOrigin fails_with;
    const char* what;
};

// A line of its own. Gives `good` back.
bool print_check(bool good, const std::string& what);
// A line for each, in their order, up to the one that failed. Whether none did.
bool print_checks(std::span<const Check> checks, SessionOrigin origin);

} // namespace costrel::inline v1::command
