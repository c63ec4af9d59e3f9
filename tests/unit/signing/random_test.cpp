#include "signing/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace {

using costrel::signing::fill_random;

TEST(Random, FillsTheWholeBuffer)
{
    // Each of 100 bytes stays zero in all of 20 rounds once in 10^46 runs.
    std::array<unsigned char, 100> seen{};
    for (int round = 0; round < 20; ++round) {
        std::array<unsigned char, 100> bytes{};
        fill_random(bytes);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            seen[i] = static_cast<unsigned char>(seen[i] | bytes[i]);
    }
    EXPECT_EQ(std::ranges::count(seen, 0), 0);
}

TEST(Random, DiffersFromCallToCall)
{
    std::array<unsigned char, 16> first{};
    std::array<unsigned char, 16> second{};
    fill_random(first);
    fill_random(second);
    EXPECT_NE(first, second);
}

TEST(Random, TakesAnEmptyBuffer)
{
    EXPECT_NO_THROW(fill_random(std::span<unsigned char>()));
}

} // namespace
