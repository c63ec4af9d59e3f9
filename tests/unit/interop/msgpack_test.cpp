#include "interop/msgpack.hpp"
#include "interop/refusal.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace costrel::inline v1::interop {

namespace {

using namespace std::string_literals;

// A record of one entry "a" with the value that these bytes are.
std::string of_value(const std::string& bytes)
{
    return "\x81\xa1\x61"s + bytes;
}

std::optional<Value> value_of(const std::string& bytes)
{
    const auto session = read_msgpack(of_value(bytes));
    return session ? std::optional(*session->find("a")) : std::nullopt;
}

Value list_in_lists(std::size_t depth)
{
    Value value(List{});
    for (std::size_t i = 1; i < depth; ++i)
        value = List{std::move(value)};
    return value;
}

TEST(Msgpack, ReadsWhatItWrites)
{
    const Dict session{{"null", nullptr},
                       {"integers", List{0, 127, 128, -1, -32, -33, -128, -129, 65535, 65536,
                                         std::numeric_limits<std::int64_t>::min(),
                                         std::numeric_limits<std::uint64_t>::max()}},
                       {"floats", List{0.1, -0.0, 5e-324}},
                       {"bytes", Bytes{"\0\xff"s}},
                       {"time", std::chrono::sys_seconds(std::chrono::seconds(1'764'230'400))},
                       {"early", std::chrono::sys_seconds(std::chrono::seconds(-1))},
                       {"late", std::chrono::sys_seconds(std::chrono::seconds(1LL << 34))},
                       {"long", std::string(70'000, 'x')},
                       {"many", List(70'000, Value(1))}};
    EXPECT_EQ(read_msgpack(write_msgpack(session).value()), session);
}

TEST(Msgpack, ReadsNumbersThatAreLongerThanTheyNeedToBe)
{
    EXPECT_EQ(value_of("\xcd\0\x07"s), Value(7));
    EXPECT_EQ(value_of("\xd3\xff\xff\xff\xff\xff\xff\xff\xff"s), Value(-1));
    EXPECT_EQ(value_of("\xca\x3f\x80\0\0"s), Value(1.0));
}

TEST(Msgpack, CutsATimeToItsSeconds)
{
    const Value one(std::chrono::sys_seconds(std::chrono::seconds(1)));
    EXPECT_EQ(value_of("\xd7\xff\0\0\0\x04\0\0\0\x01"s), one); // and a nanosecond
    EXPECT_EQ(value_of("\xc7\x0c\xff\x3b\x9a\xc9\xff\0\0\0\0\0\0\0\x01"s), one);
    EXPECT_EQ(value_of("\xc7\x0c\xff\x3b\x9a\xca\0\0\0\0\0\0\0\0\x01"s), std::nullopt);
    EXPECT_EQ(value_of("\xc7\x0c\xff\0\0\0\0\x7f\0\0\0\0\0\0\0"s), std::nullopt); // year 10^11
}

TEST(Msgpack, MakesTextOfIntegerKeysAndRejectsOthers)
{
    EXPECT_EQ(read_msgpack("\x82\x01\xc0\xff\xc0"s), (Dict{{"1", nullptr}, {"-1", nullptr}}));
    for (const std::string& key :
         {"\xc0"s, "\xc2"s, "\xc4\x01x"s, "\x90"s, "\x80"s, "\xcb\0\0\0\0\0\0\0\0"s})
        EXPECT_EQ(read_msgpack("\x81"s + key + "\xc0"), std::nullopt);
}

TEST(Msgpack, LetsTheLastOfEqualKeysWin)
{
    EXPECT_EQ(read_msgpack("\x82\xa1\x61\x01\xa1\x61\x02"s), (Dict{{"a", 2}}));
}

TEST(Msgpack, RejectsExtensionsOfOthersAndWhatIsNotAllThere)
{
    for (const std::string& bytes :
         {"\xd4\x07x"s, "\xd8\xff"s + std::string(16, '\0'), "\xc8\0\x04\xff\0\0\0\x01"s, "\xc1"s,
          "\xa6seven"s, "\xcf\0\0\0"s, "\x92\x01"s, "\x81\xa1\x62"s, "\xd6\xff\0\0"s, "\xa1\xff"s})
        EXPECT_EQ(value_of(bytes), std::nullopt);
    EXPECT_EQ(read_msgpack(""), std::nullopt);
    EXPECT_EQ(read_msgpack("\x80 "), std::nullopt); // something follows
    EXPECT_EQ(read_msgpack("\x91\x80"), std::nullopt);
}

TEST(Msgpack, ReservesNothingForACountThatTheBytesClaim)
{
    for (const std::string& claim : {"\xdd\xff\xff\xff\xff"s, "\xdf\xff\xff\xff\xff"s,
                                     "\xdb\xff\xff\xff\xff"s, "\xc6\xff\xff\xff\xff"s})
        EXPECT_EQ(value_of(claim), std::nullopt);
}

TEST(Msgpack, NestsAsDeepToReadAsToWrite)
{
    const Dict deepest{{"a", list_in_lists(max_depth - 1)}};
    const auto written = write_msgpack(deepest);
    ASSERT_TRUE(written);
    EXPECT_EQ(read_msgpack(*written), deepest);

    EXPECT_EQ(write_msgpack({{"a", list_in_lists(max_depth)}}).error().what, "nested too deep");
    std::string deeper = of_value(std::string(max_depth - 1, '\x91') + "\x90");
    EXPECT_EQ(read_msgpack(deeper), std::nullopt);
    EXPECT_EQ(read_msgpack(of_value(std::string(1'000'000, '\x91'))), std::nullopt);
}

TEST(Msgpack, SaysWhatItCannotCarry)
{
    const auto error = [](const Value& value) {
        return write_msgpack({{"a", List{value}}}).error();
    };
    EXPECT_EQ(error(BigInteger{"18446744073709551616"}).what, "an integer beyond 64 bits");
    EXPECT_EQ(error(BigInteger{"-9223372036854775809"}).what, "an integer beyond 64 bits");
    EXPECT_EQ(error("\xed\xa0\x80").path, "a[0]"); // a lone surrogate
    EXPECT_EQ(write_msgpack({{"\xff", 1}}).error().path, "a key");
}

} // namespace

} // namespace costrel::inline v1::interop
