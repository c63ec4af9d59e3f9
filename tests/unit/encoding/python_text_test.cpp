#include "encoding/python_text.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace {

using namespace costrel;
using namespace costrel::encoding;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using std::string_literals::operator""s;

std::string uuid(std::string_view text)
{
    const auto read = python_uuid(text);
    return read ? read->hex() : "none";
}

TEST(PythonText, IsStrOfTheValue)
{
    EXPECT_EQ(python_str(Value()), "None");
    EXPECT_EQ(python_str(true), "True");
    EXPECT_EQ(python_str(-5), "-5");
    EXPECT_EQ(python_str(1.5), "1.5");
    EXPECT_EQ(python_str(-std::numeric_limits<double>::infinity()), "-inf");
    EXPECT_EQ(python_str(std::numeric_limits<double>::quiet_NaN()), "nan");
    EXPECT_EQ(python_str(BigInteger{"99999999999999999999"}), "99999999999999999999");
    EXPECT_EQ(python_str("a"), "a");
    EXPECT_EQ(python_str(Uuid{}), "00000000-0000-0000-0000-000000000000");
    EXPECT_EQ(python_str(List{}), std::nullopt);
    EXPECT_EQ(python_str(Tuple{}), std::nullopt);
    EXPECT_EQ(python_str(Dict{}), std::nullopt);
}

TEST(PythonText, BytesAreARepr)
{
    EXPECT_EQ(python_str(Bytes{"a'b"}), R"(b"a'b")");
    EXPECT_EQ(python_str(Bytes{"a'\"b"}), R"(b'a\'"b')");
    EXPECT_EQ(python_str(Bytes{"\\\t\n\r\0\x7f\xff~"s}), R"(b'\\\t\n\r\x00\x7f\xff~')");
}

TEST(PythonText, AMomentShowsItsOffset)
{
    const sys_seconds moment(seconds(1577934245));
    EXPECT_EQ(python_str(moment), "2020-01-02 03:04:05+00:00");
    EXPECT_EQ(python_str(DateTime{moment, seconds(19800)}), "2020-01-02 08:34:05+05:30");
    EXPECT_EQ(python_str(DateTime{moment, seconds(-3600)}), "2020-01-02 02:04:05-01:00");
}

TEST(PythonUuid, TakesPrefixesBracesAndDashesAnywhere)
{
    const std::string hex = "123456789abcdef0123456789abcdef0";
    EXPECT_EQ(uuid(hex), hex);
    EXPECT_EQ(uuid("{12345678-9ABC-DEF0-1234-56789abcdef0}"), hex);
    EXPECT_EQ(uuid("urn:uuid:" + hex), hex);
    EXPECT_EQ(uuid("-1-2-3456789abcdef0123456789abcdef0--"), hex);
    EXPECT_EQ(uuid("}{" + hex + "{{"), hex);
    EXPECT_EQ(uuid("1234urn:56789abcdef0123456789uuid:abcdef0"), hex);
}

TEST(PythonUuid, TakesWhatIntTakesIn32Characters)
{
    EXPECT_EQ(uuid("0x3456789abcdef0123456789abcdef0"), "003456789abcdef0123456789abcdef0");
    EXPECT_EQ(uuid("0X_3456789abcdef0123456789abcdef"), "0003456789abcdef0123456789abcdef");
    EXPECT_EQ(uuid("1_23456789abcdef0123456789abcdef"), "0123456789abcdef0123456789abcdef");
    EXPECT_EQ(uuid("+" + std::string(31, '1')), "0" + std::string(31, '1'));
    EXPECT_EQ(uuid("  " + std::string(28, '1') + "\t\n"), "0000" + std::string(28, '1'));
    EXPECT_EQ(uuid(" +0x" + std::string(28, '1')), "0000" + std::string(28, '1'));
}

TEST(PythonUuid, RefusesTheRest)
{
    const std::string ones(31, '1');
    for (const std::string& text :
         {""s, ones, ones + "11", ones + "g", ones + "_", "_" + ones, ones.substr(2) + "__1",
          ones.substr(1) + "\xc3\xa9", "0x" + ones.substr(2) + "_", std::string(32, ' '),
          "+ " + ones.substr(1), "0x" + std::string(30, ' '), "++" + ones.substr(1),
          "+" + std::string(31, ' '), "0x__" + ones.substr(3)})
        EXPECT_EQ(uuid(text), "none") << text;
}

} // namespace
