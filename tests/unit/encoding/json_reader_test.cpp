#include <costrel/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using namespace costrel;
using testing::HasSubstr;
using std::string_literals::operator""s;

Value read(std::string_view text)
{
    auto result = json_loads(text);
    if (!result) {
        ADD_FAILURE() << text << ": " << result.error().message;
        return "unreadable";
    }
    return *std::move(result);
}

// The message for a text that is not JSON.
std::string error_of(std::string_view text)
{
    const auto result = json_loads(text);
    return result ? "no error" : std::string(result.error().message);
}

std::string nested(std::size_t depth, const std::string& open, const std::string& close)
{
    std::string text;
    for (std::size_t i = 0; i < depth; ++i)
        text += open;
    for (std::size_t i = 0; i < depth; ++i)
        text += close;
    return text;
}

TEST(JsonReader, ReadsEachType)
{
    EXPECT_EQ(read("null"), Value());
    EXPECT_EQ(read("true"), Value(true));
    EXPECT_EQ(read("false"), Value(false));
    EXPECT_EQ(read("5"), Value(5));
    EXPECT_EQ(read("0.5"), Value(0.5));
    EXPECT_EQ(read("\"a\""), Value("a"));
    EXPECT_EQ(read("[]"), Value(List{}));
    EXPECT_EQ(read("{}"), Value(Dict{}));
    EXPECT_EQ(read(R"([1,[],{"a":{"b":[null]}}])"),
              Value(List{1, List{}, Dict{{"a", Dict{{"b", List{Value()}}}}}}));
}

TEST(JsonReader, TakesOnlyFourKindsOfSpace)
{
    EXPECT_EQ(read(" \t\r\n{ \t\r\n\"a\" \n:\r1\t,\"b\" : [ 1 , 2 ] } "),
              Value(Dict{{"a", 1}, {"b", List{1, 2}}}));
    for (const char* space : {"\v", "\f", "\xc2\xa0", "\xef\xbb\xbf", "\x1c"})
        EXPECT_EQ(error_of(space + "1"s), "a value is missing");
}

TEST(JsonReader, OfEqualKeysTheLastWinsAtTheFirstPlace)
{
    const Value value = read(R"({"a":1,"b":2,"a":3})");
    EXPECT_EQ(json_dumps(value), R"({"a": 3, "b": 2})");
}

TEST(JsonReader, ReadsPythonsWords)
{
    EXPECT_TRUE(std::isnan(*read("NaN").as<double>()));
    EXPECT_EQ(read("[Infinity,-Infinity]"), Value(List{std::numeric_limits<double>::infinity(),
                                                       -std::numeric_limits<double>::infinity()}));
    for (const char* text : {"-NaN", "nan", "+Infinity", "Inf", "-Inf", "True", "None", "nul", "N"})
        EXPECT_NE(error_of(text), "no error") << text;
}

TEST(JsonReader, RefusesWhatPythonRefuses)
{
    for (const char* text :
         {"",           " ",          "[",     "]",      "{",         "[1,]",      "[,1]",
          "[1 2]",      "{\"a\":1,}", "{,}",   "{1:2}",  "{\"a\"}",   "{\"a\" 1}", "{\"a\":}",
          "{a:1}",      "'a'",        "[1]x",  "1 1",    "// c\n1",   "/**/1",     "[1]]",
          "{\"a\":1}}", "\"a",        "\"a\\", "[\"a\"", "undefined", "0x1"})
        EXPECT_NE(error_of(text), "no error") << text;
    EXPECT_NE(error_of("1\0"s), "no error");
}

TEST(JsonReader, TellsWhereItStopped)
{
    const auto result = json_loads(R"({"a":1,"b":01})");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "a number has a leading zero");
    EXPECT_EQ(result.error().offset, 13U);
}

TEST(JsonReader, CountsDepthInListsAndObjects)
{
    EXPECT_EQ(error_of(nested(128, "[", "]")), "no error");
    EXPECT_THAT(error_of(nested(129, "[", "]")), HasSubstr("too deep"));
    EXPECT_EQ(error_of(nested(128, "{\"a\":", "}").insert(128 * 5, "1")), "no error");
    EXPECT_THAT(error_of(nested(64, "[{\"a\":", "}]").insert(64 * 6, "[]")), HasSubstr("too deep"));
    EXPECT_TRUE(json_loads("1", 0));
    EXPECT_FALSE(json_loads("[]", 0));
    EXPECT_TRUE(json_loads("[[],[],[]]", 2)) << "neighbours are not deeper";
}

TEST(JsonReader, DepthIsBoundedWhateverTheCallerAllows)
{
    constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();
    EXPECT_TRUE(json_loads(nested(1000, "[", "]"), unlimited));
    EXPECT_FALSE(json_loads(nested(1001, "[", "]"), unlimited));
    EXPECT_FALSE(json_loads(std::string(200'000, '['), unlimited));
    EXPECT_FALSE(json_loads(nested(100'000, "{\"a\":", "}"), unlimited));
}

// What this takes is counted in tests/counts/growth.cpp.
TEST(JsonReader, TakesManyKeys)
{
    std::string text = "{";
    for (int i = 0; i < 100'000; ++i)
        text += "\"" + std::to_string(i % 70'000) + "\":0,";
    text.back() = '}';
    EXPECT_EQ(read(text).as<Dict>()->size(), 70'000U);
}

} // namespace
