#include "testing/store_promises.hpp"
#include "testing/tested_store.hpp"

#include <costrel/testing/store_tests.hpp>

#include <cstdio>
#include <exception>
#include <vector>

namespace costrel::inline v1 {

std::optional<std::string> StoreTest::run(const StoreFactory& open,
                                          const StoreTestOptions& options) const
{
    try {
        check_(open, options);
        return std::nullopt;
    } catch (const BrokenPromise& broken) {
        return broken.what();
    } catch (const std::exception& error) {
        return error.what();
    }
}

std::span<const StoreTest> store_tests() noexcept
{
    static const std::vector<StoreTest> all = [] {
        std::vector<StoreTest> tests;
        for (const auto promises :
             {call_promises(), time_promises(), concurrency_promises(), user_promises()})
            tests.insert(tests.end(), promises.begin(), promises.end());
        return tests;
    }();
    return all;
}

int run_store_tests(const StoreFactory& open, const StoreTestOptions& options)
{
    int passed = 0;
    int failed = 0;
    for (const StoreTest& test : store_tests()) {
        const auto broken = test.run(open, options);
        ++(broken ? failed : passed);
        if (broken)
            std::printf("%s: %s. But %s\n", std::string(test.name()).c_str(),
                        std::string(test.promise()).c_str(), broken->c_str());
    }
    std::printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}

} // namespace costrel::inline v1
