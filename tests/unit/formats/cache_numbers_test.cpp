// The numbers by which what a format read is kept.
#include "formats/cache_numbers.hpp"

#include <costrel/session/format.hpp>

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace costrel;
using namespace std::chrono_literals;
using formats::CacheNumbers;
using std::chrono::sys_seconds;

constexpr sys_seconds T(1'700'000'000s);

TEST(CacheNumbers, AreTheSameAtAllTimesWithoutChanges)
{
    const CacheNumbers numbers;
    EXPECT_NE(numbers.at(T), 0U);
    EXPECT_EQ(numbers.at(T), numbers.at(T + 24h));
    EXPECT_EQ(numbers.at(T), numbers.at(sys_seconds::min()));
}

TEST(CacheNumbers, AreOthersFromTheVerySecondOfAChangeOn)
{
    const CacheNumbers numbers({T, T + 10s});
    EXPECT_EQ(numbers.at(T - 1h), numbers.at(T - 1s));
    EXPECT_NE(numbers.at(T - 1s), numbers.at(T));
    EXPECT_EQ(numbers.at(T), numbers.at(T + 9s));
    EXPECT_NE(numbers.at(T + 9s), numbers.at(T + 10s));
    EXPECT_NE(numbers.at(T - 1s), numbers.at(T + 10s));
    EXPECT_EQ(numbers.at(T + 10s), numbers.at(sys_seconds::max()));
}

TEST(CacheNumbers, AreThoseOfNoOtherFormat)
{
    std::set<std::uint64_t> all{0};
    for (int i = 0; i < 10; ++i) {
        const CacheNumbers numbers({T, T + 10s});
        for (const auto after : {-1s, 0s, 10s})
            EXPECT_TRUE(all.insert(numbers.at(T + after)).second);
        EXPECT_TRUE(all.insert(SessionFormat::new_cache_number()).second);
    }
}

} // namespace
