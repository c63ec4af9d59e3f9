// Looks up paths among many routes, for valgrind to count what that takes:
//
//     counts_routes 1000 700      700 look-ups among 1,000 routes, as many of each kind
#include "many_routes.hpp"

#include <cstdio>
#include <cstdlib>
#include <iterator>

int main(int argc, char** argv)
{
    const int count = argc == 3 ? std::atoi(argv[1]) : 0;
    const int times = argc == 3 ? std::atoi(argv[2]) : 0;
    if (count <= 0 || times <= 0) {
        std::fputs("usage: counts_routes ROUTES TIMES\n", stderr);
        return 2;
    }
    const ManyRoutes routes(count);
    std::vector<std::vector<std::string>> paths;
    for (const ManyRoutes::Case& which : ManyRoutes::cases)
        paths.push_back(routes.paths(which));
    int found = 0;
    for (int i = 0; i < times; ++i) {
        const auto& some = paths[static_cast<std::size_t>(i) % paths.size()];
        // Far from the last one: a large step that has no divisor in common with 2, 20 and 200.
        const std::string& path = some[static_cast<std::size_t>(i) * 77 % some.size()];
        found += routes.find(path).kind == ManyRoutes::Match::Kind::route ? 1 : 0;
    }
    std::printf("{\"found\": %d}\n", found);
}
