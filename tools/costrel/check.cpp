#include "check.hpp"

#include <cstdio>

namespace costrel::inline v1::command {

bool print_check(bool good, const std::string& what)
{
    std::printf("%-6s %s\n", good ? "good" : "FAILED", what.c_str());
    return good;
}

bool print_checks(std::span<const Check> checks, SessionOrigin origin)
{
    for (const Check& check : checks) {
        // What the times are is not known of one that cannot be read.
        const bool is_time = check.fails_with == SessionOrigin::from_the_future ||
                             check.fails_with == SessionOrigin::expired;
        if (origin == SessionOrigin::unreadable && is_time)
            continue;
        if (!print_check(check.fails_with != origin, check.what))
            return false;
    }
    return true;
}

} // namespace costrel::inline v1::command
