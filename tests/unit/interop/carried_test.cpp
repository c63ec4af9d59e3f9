#include "interop/erlang_term.hpp"
#include "interop/gob.hpp"
#include "interop/json_dialect.hpp"
#include "interop/php_serialize.hpp"
#include "unit/interop/formats.hpp"

#include <costrel/interop/cookie_session.hpp>
#include <costrel/interop/rails.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace costrel::inline v1::interop {

namespace {

constexpr std::int64_t beyond_safe = (std::int64_t{1} << 53) + 1;

std::string json(const Value& value, const JsonDialect& dialect)
{
    const auto text = write_json(value, dialect);
    return text ? *text : text.error().path + '|' + text.error().what;
}

TEST(JsonDialect, WritesEachLanguagesNumbers)
{
    const List numbers{1e16, 1e-7, 0.00001, 2.5, 1e21};
    EXPECT_EQ(json(numbers, django_json), "[1e+16,1e-07,1e-05,2.5,1e+21]");
    EXPECT_EQ(json(numbers, javascript_json), "[10000000000000000,1e-7,0.00001,2.5,1e+21]");
    EXPECT_EQ(json(numbers, rails_json), "[1.0e+16,1.0e-07,1.0e-05,2.5,1.0e+21]");
    EXPECT_EQ(json(100.0, rails_json), "100.0");
}

TEST(JsonDialect, WritesEachLanguagesEscapes)
{
    const Value text("<\xe2\x80\xa8\x7f\xf0\x9f\x98\x80/");
    EXPECT_EQ(json(text, starlette_json), R"("<\u2028\u007f\ud83d\ude00/")");
    EXPECT_EQ(json(text, rails_json), "\"\\u003c\\u2028\x7f\xf0\x9f\x98\x80/\"");
    EXPECT_EQ(json(text, jackson_json), "\"<\xe2\x80\xa8\x7f\\uD83D\\uDE00/\"");
    EXPECT_EQ(json(text, php_json), "\"<\\u2028\x7f\\ud83d\\ude00\\/\"");
}

TEST(JsonDialect, PutsArrayIndicesFirstAsJavaScriptDoes)
{
    const Dict dict{{"b", 1}, {"10", 2}, {"2", 3}, {"01", 4}, {"4294967295", 5}};
    EXPECT_EQ(json(dict, javascript_json), R"({"2":3,"10":2,"b":1,"01":4,"4294967295":5})");
}

TEST(JsonDialect, RefusesWhatJavaScriptWouldChange)
{
    EXPECT_EQ(json(Dict{{"a", List{1, beyond_safe}}}, javascript_json),
              "a[1]|an integer beyond 2^53");
    EXPECT_EQ(json(Dict{{"a", 2.0}}, javascript_json),
              "a|a float without a fraction, which would come back as an int");
    EXPECT_EQ(json(Dict{{"a", -0.0}}, javascript_json).front(), 'a');
    EXPECT_EQ(json(Dict{{"a", std::numeric_limits<double>::infinity()}}, django_json),
              "a|a number that is not finite");
    EXPECT_EQ(json(Dict{{"a", Bytes{"x"}}}, rails_json), "a|bytes");
    EXPECT_EQ(json(Dict{{"a", Tuple{{1}}}}, django_json), "a|a tuple");
    EXPECT_EQ(json(Dict{{"a", "\xed\xa0\x80"}}, rails_json), "a|text that is not UTF-8");
}

TEST(JsonDialect, RefusesWhatIsNestedTooDeep)
{
    Value value(1);
    for (int i = 0; i < 200; ++i)
        value = List{std::move(value)};
    EXPECT_NE(json(value, django_json).find("nested too deep"), std::string::npos);
}

TEST(PhpSerialize, RefusesWhatWouldComeBackAsAList)
{
    EXPECT_EQ(php_serialize({{"a", Dict{}}}).error().path, "a");
    EXPECT_EQ(php_serialize({{"a", Dict{{"0", 1}, {"1", 2}}}}).error().path, "a");
    EXPECT_TRUE(php_serialize({{"a", Dict{{"1", 1}}}}));
    EXPECT_EQ(php_serialize({{"a", Bytes{"text"}}}).error().path, "a");
}

TEST(PhpSerialize, ReadsNoObjectsAndNoReferences)
{
    for (const char* text :
         {R"(a:1:{s:1:"a";O:8:"stdClass":0:{}})", R"(a:1:{s:1:"a";C:1:"X":0:{}})",
          R"(a:2:{i:0;i:1;i:1;R:2;})", R"(a:1:{s:1:"a";E:3:"A:B";})"})
        EXPECT_FALSE(php_unserialize(text)) << text;
}

TEST(PhpSerialize, ReservesNothingForACountThatIsClaimed)
{
    EXPECT_FALSE(php_unserialize("a:999999999:{i:0;i:1;}"));
    EXPECT_FALSE(php_unserialize(R"(a:1:{s:999999999:"a";i:1;})"));
}

TEST(ErlangTerm, KeepsIntegersOfAnySize)
{
    for (const char* digits :
         {"18446744073709551616", "-18446744073709551615", "9223372036854775808"}) {
        const Dict dict{{"n", Value(BigInteger{digits})}};
        EXPECT_EQ(read_erlang_map(*write_erlang_term(dict)), dict) << digits;
    }
    const Dict huge{{"n", Value(BigInteger{std::string(4300, '7')})}};
    EXPECT_EQ(read_erlang_map(*write_erlang_term(huge)), huge);
}

TEST(ErlangTerm, KeepsListsOfBytesTuplesAndBinaries)
{
    const Dict dict{{"a", List{1, 2, 255}},
                    {"b", List{}},
                    {"c", Tuple{{1, "x"}}},
                    {"d", Bytes{"\xff\xfe"}},
                    {"e", List{256, nullptr, true, -1, 1.5}}};
    EXPECT_EQ(read_erlang_map(*write_erlang_term(dict)), dict);
}

TEST(ErlangTerm, ReservesNothingForACountThatIsClaimed)
{
    EXPECT_FALSE(read_erlang_map(std::string("\x83t\xff\xff\xff\xff", 6)));
    EXPECT_FALSE(read_erlang_map(std::string("\x83t\0\0\0\1m\0\0\0\1al\xff\xff\xff\xff", 17)));
}

TEST(ErlangTerm, IsBoundedInDepth)
{
    std::string deep("\x83t\0\0\0\1m\0\0\0\1a", 12);
    for (int i = 0; i < 100'000; ++i)
        deep.append("l\0\0\0\1", 5);
    EXPECT_FALSE(read_erlang_map(deep));
}

TEST(Gob, KeepsEveryValueThatItWrites)
{
    const Dict dict{{"n", nullptr},
                    {"t", true},
                    {"i", -5},
                    {"big", std::numeric_limits<std::int64_t>::min()},
                    {"f", 0.1},
                    {"s", "Zo\xc3\xab"},
                    {"b", Bytes{"\xff"}},
                    {"l", List{1, "a", List{}}},
                    {"d", Dict{{"x", Dict{{"y", 1}}}}}};
    EXPECT_EQ(read_gob(*write_gob(dict)), dict);
}

TEST(Rails, RefusesNullAtTheTopAlone)
{
    const auto format = rails({.secret_key_base = "secret", .cookie_name = "s"});
    const auto refused = format->save(to_save({{"a", nullptr}}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().path, "a");
    EXPECT_TRUE(format->save(to_save({{"a", List{nullptr}}})));
}

TEST(CookieSession, RefusesTheNamesOfItsOwnObject)
{
    const auto format = cookie_session({.keys = {"key"}});
    EXPECT_EQ(format->save(to_save({{"isNew", 1}})).error().path, "isNew");
    EXPECT_EQ(format->save(to_save({{"__proto__", 1}})).error().path, "__proto__");
}

} // namespace

} // namespace costrel::inline v1::interop
