// What finding a route costs, with 10, 100 and 1,000 routes. script/bench routes runs it.
#include "many_routes.hpp"

#include <benchmark/benchmark.h>

namespace {

void find(benchmark::State& state, const ManyRoutes::Case& which)
{
    const ManyRoutes routes(static_cast<int>(state.range(0)));
    const std::vector<std::string> paths = routes.paths(which);
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(routes.find(paths[next]));
        next = next + 1 == paths.size() ? 0 : next + 1;
    }
}

} // namespace

int main(int argc, char** argv)
{
    for (const ManyRoutes::Case& which : ManyRoutes::cases)
        benchmark::RegisterBenchmark(which.name,
                                     [&](benchmark::State& state) { find(state, which); })
            ->Arg(10)
            ->Arg(100)
            ->Arg(1000);
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 1;
    benchmark::RunSpecifiedBenchmarks();
}
