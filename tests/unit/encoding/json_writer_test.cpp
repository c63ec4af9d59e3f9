#include <costrel/json.hpp>
#include <costrel/tagged_json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

namespace {

using namespace costrel;
using testing::HasSubstr;

std::string refusal(const Value& value)
{
    try {
        return json_dumps(value);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
}

Value nested_list(int depth)
{
    Value value(List{});
    for (int i = 1; i < depth; ++i)
        value = List{std::move(value)};
    return value;
}

TEST(JsonWriter, WritesAsPythonDoes)
{
    EXPECT_EQ(json_dumps(Dict{{"b", List{1, 2.0, Value(), true}}, {"a", "\xc3\xa9"}}),
              R"({"b": [1, 2.0, null, true], "a": "\u00e9"})");
    EXPECT_EQ(json_dumps(List{}), "[]");
    EXPECT_EQ(json_dumps(Dict{}), "{}");
    EXPECT_EQ(json_dumps(BigInteger{"-100000000000000000000"}), "-100000000000000000000");
}

TEST(JsonWriter, WritesTheNumbersThatJsonDoesNotHave)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    EXPECT_EQ(json_dumps(List{infinity, -infinity, std::numeric_limits<double>::quiet_NaN(), -0.0}),
              "[Infinity, -Infinity, NaN, -0.0]");
}

TEST(JsonWriter, WritesTheStylesOfFlaskAndItsdangerous)
{
    const Value value(Dict{{"b", List{1, 2}}, {"a", "\xc3\xa9"}});
    EXPECT_EQ(json_dumps(value, JsonStyle::flask), R"({"a":"\u00e9","b":[1,2]})");
    EXPECT_EQ(json_dumps(value, JsonStyle::itsdangerous), "{\"b\":[1,2],\"a\":\"\xc3\xa9\"}");
}

TEST(JsonWriter, SortsByCodePointAtEveryLevel)
{
    const Value inner(Dict{{"\xf0\x9f\x98\x80", 1}, {"\xef\xbf\xbf", 2}, {"a", 3}, {"B", 4}});
    EXPECT_EQ(json_dumps(List{inner}, {.sort_keys = true}),
              R"([{"B": 4, "a": 3, "\uffff": 2, "\ud83d\ude00": 1}])");

    Dict many;
    for (int i = 40; i-- > 0;)
        many.set(std::to_string(i + 10), i);
    const std::string text = json_dumps(many, JsonStyle::flask);
    EXPECT_THAT(text, testing::StartsWith(R"({"10":0,"11":1,"12":2,)"));
    EXPECT_THAT(text, testing::EndsWith(R"("48":38,"49":39})"));
}

TEST(JsonWriter, ATupleIsAListAndHtmlAString)
{
    EXPECT_EQ(json_dumps(Tuple{{1, Html("<b>")}}), R"([1, "<b>"])");
}

TEST(JsonWriter, RefusesWhatJsonHasNoFormFor)
{
    EXPECT_THAT(refusal(Bytes{"x"}), HasSubstr("Object of type bytes is not JSON serializable"));
    EXPECT_THAT(refusal(Uuid{}), HasSubstr("Object of type UUID is not JSON serializable"));
    EXPECT_THAT(refusal(DateTime{}), HasSubstr("Object of type datetime is not JSON serializable"));
    EXPECT_THAT(refusal("\xff"), HasSubstr("costrel::Bytes"));
    EXPECT_THAT(refusal(Dict{{"\xff", 1}}), HasSubstr("costrel::Bytes"));
    EXPECT_THAT(refusal(BigInteger{std::string(4301, '1')}), HasSubstr("4,300 digits"));
    EXPECT_EQ(refusal(BigInteger{"-" + std::string(4300, '1')}), "-" + std::string(4300, '1'));
}

TEST(JsonWriter, FlasksStyleHasTextForUuidsAndMoments)
{
    EXPECT_EQ(json_dumps(List{Uuid{}, DateTime{}}, JsonStyle::flask),
              R"(["00000000-0000-0000-0000-000000000000","Thu, 01 Jan 1970 00:00:00 GMT"])");
    EXPECT_THROW(json_dumps(Bytes{}, JsonStyle::flask), std::invalid_argument);
}

TEST(JsonWriter, WritesOnlyWhatIsReadAgain)
{
    EXPECT_TRUE(json_loads(json_dumps(nested_list(128))));
    EXPECT_THAT(refusal(nested_list(129)), HasSubstr("nested too deep"));
    EXPECT_TRUE(TaggedJSONSerializer::loads(TaggedJSONSerializer::dumps(nested_list(128))));
    EXPECT_THROW(TaggedJSONSerializer::dumps(Tuple{{nested_list(127)}}), std::invalid_argument)
        << "a tag is a level";
    EXPECT_NO_THROW(json_dumps(nested_list(200), {.max_depth = 200}));
}

} // namespace
