#pragma once

#include <costrel/session/store.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#pragma GCC visibility push(default)

namespace costrel::inline v1 {

/// Opens a store on the database that is tested. Each call returns another one, as another process
/// would have it; for a store that keeps sessions in the memory of the process, the same one.
using StoreFactory = std::function<std::shared_ptr<SessionStore>()>;

/// How a store is tested.
struct StoreTestOptions {
    std::size_t threads = 8;                    ///< that use the store at once
    std::chrono::milliseconds patience{10'000}; ///< the deadline of each call
    std::size_t largest = 256 * 1024;           ///< bytes of the largest record
    bool takes_whole_keys = true;               ///< whether it keeps other frameworks' records, too
    /// Opens a store on the same server that keeps the sessions of another application, under
    /// another prefix or in another table. Not set: it is not tested that they are kept apart.
    StoreFactory apart{};
};

/// One promise of SessionStore, as a test. It leaves other records of the database alone, and uses
/// keys that nobody has: the database need not be empty, and may be used meanwhile.
class StoreTest {
public:
    using Check = void (*)(const StoreFactory& open, const StoreTestOptions& options);

    constexpr StoreTest(std::string_view name, std::string_view promise, Check check) noexcept
        : name_(name), promise_(promise), check_(check)
    {
    }

    std::string_view name() const noexcept { return name_; } ///< "ReplacingNothingMakesNothing"
    std::string_view promise() const noexcept { return promise_; } ///< the same as a sentence
    /// Nothing when the store keeps the promise; otherwise what it did instead.
    std::optional<std::string> run(const StoreFactory& open,
                                   const StoreTestOptions& options = {}) const;

private:
    std::string_view name_;
    std::string_view promise_;
    Check check_;
};

/// The tests of every store, to run each as a case of a test framework:
///
///     class OwnStore : public testing::TestWithParam<costrel::StoreTest> {};
///     TEST_P(OwnStore, KeepsThePromise)
///     {
///         EXPECT_EQ(GetParam().run(open_own_store), std::nullopt);
///     }
///     INSTANTIATE_TEST_SUITE_P(All, OwnStore, testing::ValuesIn(costrel::store_tests()));
std::span<const StoreTest> store_tests() noexcept;

/// Runs them all, writes a line for each that fails to standard output, and then "N passed, N
/// failed". Returns what main() is to return: 0 when none failed.
///
///     int main() { return costrel::run_store_tests(open_own_store); }
int run_store_tests(const StoreFactory& open, const StoreTestOptions& options = {});

} // namespace costrel::inline v1

#pragma GCC visibility pop
