#include <costrel/json.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using namespace costrel;

std::string error_of(std::string_view text)
{
    const auto result = json_loads(text);
    return result ? "no error" : std::string(result.error().message);
}

double number(std::string_view text)
{
    const auto result = json_loads(text);
    const double* value = result ? result->as<double>() : nullptr;
    return value ? *value : std::nan("");
}

Value integer(std::string_view text)
{
    const auto result = json_loads(text);
    return result ? *result : Value("unreadable");
}

TEST(JsonNumber, KeepsIntegersExactly)
{
    EXPECT_EQ(integer("0"), Value(0));
    EXPECT_EQ(integer("-0"), Value(0)) << "an int has no sign of zero";
    EXPECT_EQ(integer("9223372036854775807"), Value(std::numeric_limits<std::int64_t>::max()));
    EXPECT_EQ(integer("-9223372036854775808"), Value(std::numeric_limits<std::int64_t>::min()));
    EXPECT_EQ(integer("9223372036854775808"), Value(BigInteger{"9223372036854775808"}));
    EXPECT_EQ(integer("-9223372036854775809"), Value(BigInteger{"-9223372036854775809"}));
}

TEST(JsonNumber, ReadsUpTo4300Digits)
{
    const std::string digits(4300, '7');
    EXPECT_EQ(integer(digits), Value(BigInteger{digits}));
    EXPECT_EQ(integer("-" + digits), Value(BigInteger{"-" + digits}));
    EXPECT_EQ(error_of(digits + "7"), "an integer has more than 4,300 digits");
    EXPECT_TRUE(std::isinf(number(digits + "7.0"))) << "the limit is one of integers";
}

TEST(JsonNumber, ReadsFloatsToTheNearest)
{
    EXPECT_EQ(number("0.1"), 0.1);
    EXPECT_EQ(number("1E2"), 100.0);
    EXPECT_EQ(number("1e+2"), 100.0);
    EXPECT_EQ(number("1.5e-3"), 0.0015);
    EXPECT_TRUE(std::signbit(number("-0.0")));
    EXPECT_EQ(number("0.1000000000000000055511151231257827021181583404541015625"), 0.1);
    EXPECT_EQ(number("2.2250738585072011e-308"), 2.2250738585072011e-308);
    EXPECT_EQ(number("5e-324"), 5e-324);
}

TEST(JsonNumber, WhatIsTooGreatOrTooSmallIsInfinityOrZero)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(number("1E400"), infinity);
    EXPECT_EQ(number("-1E400"), -infinity);
    EXPECT_EQ(number("1e-400"), 0.0);
    EXPECT_TRUE(std::signbit(number("-1e-400")));
    EXPECT_EQ(number("1e99999999999999999999"), infinity);
    EXPECT_EQ(number("1e-99999999999999999999"), 0.0);
    EXPECT_EQ(number("0e99999999999999999999"), 0.0);
    EXPECT_EQ(number("0.0e400"), 0.0);
    const std::string zeros(500, '0');
    EXPECT_EQ(number("0." + zeros + "1"), 0.0);
    EXPECT_EQ(number("0." + zeros + "1e501"), 1.0);
    EXPECT_EQ(number("0." + zeros + "1e900"), infinity);
    EXPECT_EQ(number("1" + zeros + ".0"), infinity);
    EXPECT_EQ(number("1" + zeros + "e-500"), 1.0);
    EXPECT_EQ(number("1" + zeros + "e-900"), 0.0);
}

TEST(JsonNumber, RefusesWhatPythonRefuses)
{
    for (const char* text : {"-", "+1", "01", "-01", "00", ".5", "1.", "-.5", "1.e5", "1e", "1e+",
                             "1E-", "--1", "- 1", "1_000", "0x10", "1.5.5", "1e5e5", "1a"})
        EXPECT_NE(error_of(text), "no error") << text;
}

} // namespace
