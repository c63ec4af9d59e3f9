#include <costrel/value.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace {

using namespace costrel;
using std::chrono::seconds;
using std::chrono::sys_seconds;

TEST(Value, IsNullByDefault)
{
    EXPECT_TRUE(Value().is_null());
    EXPECT_TRUE(Value(nullptr).is_null());
    EXPECT_FALSE(Value(0).is_null());
}

TEST(Value, TakesEachTypeAsItself)
{
    EXPECT_EQ(*Value(true).as<bool>(), true);
    EXPECT_EQ(*Value(5).as<std::int64_t>(), 5);
    EXPECT_EQ(*Value(5U).as<std::int64_t>(), 5);
    EXPECT_EQ(*Value(1.5F).as<double>(), 1.5);
    EXPECT_EQ(*Value("a").as<std::string>(), "a");
    EXPECT_EQ(*Value(std::string_view("a")).as<std::string>(), "a");
    EXPECT_EQ(Value(Html("<b>")).as<Html>()->str(), "<b>");
    EXPECT_EQ(Value(Bytes{"\xff"}).as<Bytes>()->data, "\xff");
    EXPECT_EQ(Value(List{1, "a"}).as<List>()->size(), 2U);
    EXPECT_EQ(Value(Tuple{{1, "a"}}).as<Tuple>()->items.size(), 2U);
    EXPECT_EQ(Value(Dict{{"a", 1}}).as<Dict>()->size(), 1U);
    EXPECT_EQ(Value(sys_seconds(seconds(5))).as<DateTime>()->time, sys_seconds(seconds(5)));
    EXPECT_EQ(Value("a").as<Html>(), nullptr);
}

TEST(Value, KeepsIntegersOfAnySize)
{
    EXPECT_EQ(Value(std::numeric_limits<std::uint64_t>::max()).as<BigInteger>()->digits,
              "18446744073709551615");
    EXPECT_EQ(*Value(BigInteger{"-9223372036854775808"}).as<std::int64_t>(),
              std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(Value(BigInteger{"-9223372036854775809"}).as<BigInteger>()->digits,
              "-9223372036854775809");
    EXPECT_EQ(*Value(BigInteger{"0"}).as<std::int64_t>(), 0);
}

// Their JSON was none, so the session that held one was lost.
TEST(Value, DropsLeadingZerosOfABigInteger)
{
    EXPECT_EQ(Value(BigInteger{"0012345678901234567890123"}).as<BigInteger>()->digits,
              "12345678901234567890123");
    EXPECT_EQ(Value(BigInteger{"-0012345678901234567890123"}),
              Value(BigInteger{"-12345678901234567890123"}));
    for (const char* zero : {"0", "-0", "000", "-00", "-0000000000000000000000000000000000"})
        EXPECT_EQ(Value(BigInteger{zero}), Value(0)) << zero;
    EXPECT_EQ(Value(BigInteger{"-007"}), Value(-7));
    EXPECT_EQ(Value(BigInteger{"100000000000000000000"}).as<BigInteger>()->digits,
              "100000000000000000000");
}

TEST(Value, RefusesABigIntegerThatIsNoNumber)
{
    for (const char* digits :
         {"", "-", "+1", "--1", "0-1", "0x", "-0x", "1.5", "12x", " 1", "99999999999999999999x"})
        EXPECT_THROW(Value(BigInteger{digits}), std::invalid_argument) << digits;
}

TEST(Value, DifferentTypesAreDifferent)
{
    EXPECT_NE(Value(1), Value(1.0));
    EXPECT_NE(Value(1), Value(true));
    EXPECT_NE(Value("a"), Value(Html("a")));
    EXPECT_NE(Value("a"), Value(Bytes{"a"}));
    EXPECT_NE(Value(List{1}), Value(Tuple{{1}}));
    EXPECT_NE(Value(), Value(false));
}

TEST(Value, ComparesDeeply)
{
    const Value value(Dict{{"l", List{1, Tuple{{"x", Dict{{"a", 1}, {"b", 2}}}}}}});
    EXPECT_EQ(value, Value(Dict{{"l", List{1, Tuple{{"x", Dict{{"b", 2}, {"a", 1}}}}}}}));
    EXPECT_NE(value, Value(Dict{{"l", List{1, Tuple{{"x", Dict{{"b", 2}, {"a", 2}}}}}}}));
    EXPECT_NE(Value(std::nan("")), Value(std::nan("")));
}

TEST(Value, MomentsCompareWhateverTheirOffset)
{
    EXPECT_EQ(Value(DateTime{sys_seconds(seconds(7)), seconds(3600)}),
              Value(sys_seconds(seconds(7))));
}

TEST(Value, TruthIsPythons)
{
    for (const Value& value :
         {Value(), Value(false), Value(0), Value(0.0), Value(-0.0), Value(""), Value(Html("")),
          Value(Bytes{}), Value(List{}), Value(Tuple{}), Value(Dict{})})
        EXPECT_FALSE(value.truth()) << value.type_name();
    for (const Value& value :
         {Value(true), Value(-1), Value(std::nan("")), Value("0"), Value(Html(" ")),
          Value(Bytes{std::string(1, 0)}), Value(BigInteger{"99999999999999999999"}), Value(Uuid{}),
          Value(sys_seconds()), Value(List{Value()}), Value(Tuple{{Value()}}),
          Value(Dict{{"", Value()}})})
        EXPECT_TRUE(value.truth()) << value.type_name();
}

TEST(Value, NamesItsTypeAsPythonDoes)
{
    EXPECT_EQ(Value().type_name(), "NoneType");
    EXPECT_EQ(Value(true).type_name(), "bool");
    EXPECT_EQ(Value(1).type_name(), "int");
    EXPECT_EQ(Value(1.5).type_name(), "float");
    EXPECT_EQ(Value("").type_name(), "str");
    EXPECT_EQ(Value(BigInteger{"99999999999999999999"}).type_name(), "int");
    EXPECT_EQ(Value(Bytes{}).type_name(), "bytes");
    EXPECT_EQ(Value(Html("")).type_name(), "Markup");
    EXPECT_EQ(Value(Uuid{}).type_name(), "UUID");
    EXPECT_EQ(Value(DateTime{}).type_name(), "datetime");
    EXPECT_EQ(Value(List{}).type_name(), "list");
    EXPECT_EQ(Value(Tuple{}).type_name(), "tuple");
    EXPECT_EQ(Value(Dict{}).type_name(), "dict");
}

} // namespace
