#include "signing/timestamp.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace {

using namespace costrel::signing;

constexpr auto greatest = std::numeric_limits<std::uint64_t>::max();

std::string written(std::uint64_t seconds)
{
    std::string out;
    append_timestamp(out, seconds);
    return out;
}

TEST(Timestamp, IsWrittenWithoutLeadingZeros)
{
    EXPECT_EQ(written(0), "");
    EXPECT_EQ(written(1), "AQ");
    EXPECT_EQ(written(255), "_w");
    EXPECT_EQ(written(256), "AQA");
    EXPECT_EQ(written(1'700'000'000), "ZVPxAA");
    EXPECT_EQ(written(std::uint64_t{1} << 32), "AQAAAAA");
    EXPECT_EQ(written(greatest), "__________8");
}

TEST(Timestamp, IsAppended)
{
    std::string out = "payload.";
    append_timestamp(out, 1'700'000'000);
    EXPECT_EQ(out, "payload.ZVPxAA");
}

TEST(Timestamp, IsReadBack)
{
    for (const std::uint64_t seconds :
         {std::uint64_t{0}, std::uint64_t{255}, std::uint64_t{1'700'000'000}, last_datetime,
          std::uint64_t{1} << 63, greatest}) {
        EXPECT_EQ(read_timestamp(written(seconds)), seconds);
        EXPECT_EQ(read_canonical_timestamp(written(seconds)), seconds);
    }
}

TEST(Timestamp, MayHaveLeadingZerosUnlessCanonical)
{
    EXPECT_EQ(read_timestamp("AAE"), 1U);
    EXPECT_EQ(read_timestamp("AAAAAAAAAAE"), 1U);
    EXPECT_EQ(read_timestamp("AA"), 0U);
    EXPECT_EQ(read_canonical_timestamp("AAE"), std::nullopt);
    EXPECT_EQ(read_canonical_timestamp("AA"), std::nullopt);
}

TEST(Timestamp, MayBeLooseBase64UnlessCanonical)
{
    for (const char* text : {"ZVPxAA==", "ZVPxAB", "ZVP!!!!xAA"}) {
        EXPECT_EQ(read_timestamp(text), 1'700'000'000U) << text;
        EXPECT_EQ(read_canonical_timestamp(text), std::nullopt) << text;
    }
    EXPECT_EQ(read_timestamp("!!!!"), 0U);
    EXPECT_EQ(read_canonical_timestamp("!!!!"), std::nullopt);
}

TEST(Timestamp, HasAtMostEightBytes)
{
    EXPECT_EQ(read_timestamp("AQAAAAAAAAAA"), std::nullopt);
    EXPECT_EQ(read_timestamp("AAAAAAAAAAAA"), std::nullopt);
    EXPECT_EQ(read_canonical_timestamp("AQAAAAAAAAAA"), std::nullopt);
}

TEST(Timestamp, IsNothingWhenItIsNotBase64)
{
    EXPECT_EQ(read_timestamp("a"), std::nullopt);
    EXPECT_EQ(read_canonical_timestamp("a"), std::nullopt);
}

} // namespace
