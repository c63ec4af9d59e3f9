#include "encoding/number_text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace {

std::string text(double number)
{
    std::string out;
    costrel::encoding::append_float(out, number);
    return out;
}

TEST(FloatText, HasAPointOrAnExponent)
{
    EXPECT_EQ(text(0.0), "0.0");
    EXPECT_EQ(text(-0.0), "-0.0");
    EXPECT_EQ(text(1), "1.0");
    EXPECT_EQ(text(-132), "-132.0");
    EXPECT_EQ(text(1.5), "1.5");
    EXPECT_EQ(text(123.456), "123.456");
    EXPECT_EQ(text(0.1), "0.1");
}

TEST(FloatText, ChangesToAnExponentWherePythonDoes)
{
    EXPECT_EQ(text(0.0001), "0.0001");
    EXPECT_EQ(text(0.00012), "0.00012");
    EXPECT_EQ(text(0.00001), "1e-05");
    EXPECT_EQ(text(0.000012), "1.2e-05");
    EXPECT_EQ(text(1e15), "1000000000000000.0");
    EXPECT_EQ(text(9999999999999998.0), "9999999999999998.0");
    EXPECT_EQ(text(1e16), "1e+16");
    EXPECT_EQ(text(123456789012345678.0), "1.2345678901234568e+17");
    EXPECT_EQ(text(-1e100), "-1e+100");
}

TEST(FloatText, OfFewDecimalsHasTheFewestDigits)
{
    EXPECT_EQ(text(0.01), "0.01");
    EXPECT_EQ(text(-0.07), "-0.07");
    EXPECT_EQ(text(-0.5), "-0.5");
    EXPECT_EQ(text(2.675), "2.675");
    EXPECT_EQ(text(0.005), "0.005");
    EXPECT_EQ(text(0.1 + 0.2), "0.30000000000000004");
    EXPECT_EQ(text(9999999999999.98), "9999999999999.98");
    EXPECT_EQ(text(-9999999999999.98), "-9999999999999.98");
    EXPECT_EQ(text(10000000000000.25), "10000000000000.25");
    for (int hundredths = 100; hundredths < 100'000; hundredths += 7) {
        const std::string digits = std::to_string(hundredths);
        std::string expected =
            digits.substr(0, digits.size() - 2) + "." + digits.substr(digits.size() - 2);
        if (expected.ends_with('0'))
            expected.pop_back();
        ASSERT_EQ(text(hundredths / 100.0), expected);
        ASSERT_EQ(text(hundredths / -100.0), "-" + expected);
    }
}

TEST(FloatText, HoldsAtTheLimits)
{
    EXPECT_EQ(text(5e-324), "5e-324");
    EXPECT_EQ(text(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
    EXPECT_EQ(text(std::numeric_limits<double>::min()), "2.2250738585072014e-308");
}

TEST(IntegerText, HoldsAtTheLimits)
{
    std::string out;
    costrel::encoding::append_integer(out, std::numeric_limits<std::int64_t>::min());
    costrel::encoding::append_integer(out, std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(out, "-922337203685477580818446744073709551615");
}

} // namespace
