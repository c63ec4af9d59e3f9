#include <costrel/value.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace {

using namespace costrel;

template <class T>
std::optional<T> as_number(const Value& value)
{
    return detail::value_to<T>(value);
}

constexpr double two_to_the_53 = 9007199254740992.0;
constexpr double two_to_the_63 = 9223372036854775808.0;

TEST(ValueNumber, WithoutAFractionIsAnInteger)
{
    EXPECT_EQ(Value(3.0).get<int>(), 3);
    EXPECT_EQ(Value(-3.0).get<int>(), -3);
    EXPECT_EQ(Value(3.0).get<unsigned>(), 3U);
    EXPECT_EQ(as_number<int>(3.5), std::nullopt);
    EXPECT_THROW(Value(3.5).get<int>(), ValueTypeError);
}

TEST(ValueNumber, MustFitTheInteger)
{
    EXPECT_EQ(as_number<std::uint8_t>(255.0), 255);
    EXPECT_EQ(as_number<std::uint8_t>(256.0), std::nullopt);
    EXPECT_EQ(as_number<std::uint8_t>(256), std::nullopt);
    EXPECT_EQ(as_number<unsigned>(-1), std::nullopt);
    EXPECT_EQ(as_number<unsigned>(-1.0), std::nullopt);
    EXPECT_EQ(as_number<std::int64_t>(-two_to_the_63), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(as_number<std::int64_t>(two_to_the_63), std::nullopt);
    EXPECT_EQ(as_number<std::uint64_t>(two_to_the_63), std::uint64_t{1} << 63);
    EXPECT_EQ(as_number<std::uint64_t>(2 * two_to_the_63), std::nullopt);
}

TEST(ValueNumber, ThatIsNoneOrInfiniteIsNoInteger)
{
    EXPECT_EQ(as_number<int>(std::nan("")), std::nullopt);
    EXPECT_EQ(as_number<std::int64_t>(HUGE_VAL), std::nullopt);
    EXPECT_EQ(as_number<std::uint64_t>(-HUGE_VAL), std::nullopt);
    EXPECT_EQ(as_number<int>("3"), std::nullopt);
    EXPECT_EQ(as_number<int>(true), std::nullopt);
}

TEST(ValueNumber, Beyond63BitsIsReadAsItWasPutIn)
{
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(Value(most).get<std::uint64_t>(), most);
    EXPECT_EQ(as_number<std::int64_t>(most), std::nullopt);
    EXPECT_EQ(as_number<std::uint64_t>(BigInteger{"18446744073709551616"}), std::nullopt);
    EXPECT_EQ(as_number<std::uint64_t>(BigInteger{"-9223372036854775809"}), std::nullopt);
}

TEST(ValueNumber, ThatIsWholeIsADoubleWhenADoubleHoldsIt)
{
    EXPECT_EQ(as_number<double>(42), 42.0);
    EXPECT_EQ(as_number<double>(std::int64_t{1} << 53), two_to_the_53);
    EXPECT_EQ(as_number<double>((std::int64_t{1} << 53) + 1), std::nullopt);
    EXPECT_EQ(as_number<double>(std::numeric_limits<std::int64_t>::min()), -two_to_the_63);
    EXPECT_EQ(as_number<double>(std::numeric_limits<std::int64_t>::max()), std::nullopt);
    EXPECT_EQ(as_number<float>(0.1), 0.1F); // as near as a float comes
}

} // namespace
