#include <costrel/tagged_json.hpp>

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using namespace costrel;
using std::chrono::seconds;
using std::string_literals::operator""s;
using std::chrono::sys_seconds;

std::string dumps(const Value& value)
{
    return TaggedJSONSerializer::dumps(value);
}

// What a text is read as, written again with its type; "error" when it is unreadable.
std::string reread(std::string_view text)
{
    const auto value = TaggedJSONSerializer::loads(text);
    return value ? std::string(value->type_name()) + ' ' + dumps(*value) : "error";
}

TEST(TaggedJson, WritesATagForWhatJsonDoesNotHave)
{
    EXPECT_EQ(dumps(Tuple{{1, 2}}), R"({" t":[1,2]})");
    EXPECT_EQ(dumps(Bytes{"\x00\xff"s}), R"({" b":"AP8="})");
    EXPECT_EQ(dumps(Html("<b>x</b>")), R"({" m":"<b>x</b>"})");
    EXPECT_EQ(dumps(*Uuid::parse("12345678123456781234567812345678")),
              R"({" u":"12345678123456781234567812345678"})");
    EXPECT_EQ(dumps(sys_seconds(seconds(1577934245))), R"({" d":"Thu, 02 Jan 2020 03:04:05 GMT"})");
    EXPECT_EQ(dumps(Dict{{"b", 1}, {"a", List{"\xc3\xa9"}}}), R"({"a":["\u00e9"],"b":1})");
}

TEST(TaggedJson, DisguisesADictThatLooksLikeATag)
{
    for (const char* tag : {" di", " t", " b", " m", " u", " d"})
        EXPECT_EQ(dumps(Dict{{tag, 1}}), R"({" di":{")" + std::string(tag) + R"(__":1}})");
    EXPECT_EQ(dumps(Dict{{" t", Tuple{{1}}}}), R"({" di":{" t__":{" t":[1]}}})");
    EXPECT_EQ(dumps(Dict{{" t", 1}, {"x", 2}}), R"({" t":1,"x":2})");
    EXPECT_EQ(dumps(Dict{{" x", 1}}), R"({" x":1})");
}

TEST(TaggedJson, ReadsBackWhatItWrites)
{
    const Value value(Dict{{"t", Tuple{{1, List{Tuple{}}}}},
                           {"b", Bytes{"\xff"}},
                           {"m", Html("<i>")},
                           {"u", Uuid{}},
                           {"d", sys_seconds(seconds(1577934245))},
                           {"x", Dict{{" t", Dict{{" di", Bytes{}}}}}}});
    const auto read = TaggedJSONSerializer::loads(dumps(value));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, value);
}

TEST(TaggedJson, OnlyAnObjectOfOneMemberIsATag)
{
    EXPECT_EQ(reread(R"({" t":1,"x":2})"), R"(dict {" t":1,"x":2})");
    EXPECT_EQ(reread(R"({" x":1})"), R"(dict {" x":1})");
    EXPECT_EQ(reread(R"({" t__":1})"), R"(dict {" t__":1})");
    EXPECT_EQ(reread(R"({" t":5," t":[1]})"), R"(tuple {" t":[1]})") << "equal keys are one member";
    EXPECT_EQ(reread(R"({"a":{" t":5},"a":1})"), R"(dict {"a":1})") << "nobody reads the first one";
}

TEST(TaggedJson, ATupleIsMadeOfAnythingThatPythonIterates)
{
    EXPECT_EQ(reread(R"({" t":"a\u00e9\ud800"})"), R"(tuple {" t":["a","\u00e9","\ud800"]})");
    EXPECT_EQ(reread(R"({" t":{"a":1,"b":2}})"), R"(tuple {" t":["a","b"]})");
    EXPECT_EQ(reread(R"({" t":{" b":"AP8="}})"), R"(tuple {" t":[0,255]})");
    EXPECT_EQ(reread(R"({" t":{" m":"ab"}})"), R"(tuple {" t":["a","b"]})");
    EXPECT_EQ(reread(R"({" t":{" t":[1]}})"), R"(tuple {" t":[1]})");
    for (const char* text :
         {"null", "1", "1.5", "true", R"({" u":"0123456789abcdef0123456789abcdef"})",
          R"({" d":"Thu, 02 Jan 2020 03:04:05 GMT"})"})
        EXPECT_EQ(reread(R"({" t":)" + std::string(text) + "}"), "error") << text;
}

TEST(TaggedJson, BytesNeedPaddingAndSkipJunk)
{
    EXPECT_EQ(reread(R"({" b":"YWI="})"), R"(bytes {" b":"YWI="})");
    EXPECT_EQ(reread(R"({" b":"!!!!"})"), R"(bytes {" b":""})");
    EXPECT_EQ(reread(R"({" b":{" b":"WVdJPQ=="}})"), R"(bytes {" b":"YWI="})");
    for (const char* text : {R"("YWI")", R"("YW-_")", R"("YWI=\u00e9")", "1", "null", "[]"})
        EXPECT_EQ(reread(R"({" b":)" + std::string(text) + "}"), "error") << text;
}

TEST(TaggedJson, MarkupIsTheTextThatPythonGives)
{
    EXPECT_EQ(reread(R"({" m":5})"), R"(Markup {" m":"5"})");
    EXPECT_EQ(reread(R"({" m":[]})"), "error") << "a list, which costrel does not print";
    EXPECT_EQ(reread(R"({" m":{}})"), "error");
}

TEST(TaggedJson, AnUnreadableDateIsNull)
{
    for (const char* text : {R"("nonsense")", R"("")", "null", "0", "false", "0.0", "[]", "{}",
                             R"({" b":"AAAA"})", R"({" t":[]})", R"("2020-01-02T03:04:05")"})
        EXPECT_EQ(reread(R"({" d":)" + std::string(text) + "}"), "NoneType null") << text;
    for (const char* text : {"5", "true", R"(["x"])", R"({"a":1})", "NaN",
                             R"({" u":"0123456789abcdef0123456789abcdef"})",
                             R"({" d":"Thu, 02 Jan 2020 03:04:05 GMT"})"})
        EXPECT_EQ(reread(R"({" d":)" + std::string(text) + "}"), "error") << text;
}

// Python reads the first and trips over the second.
TEST(TaggedJson, ADateWithSpacesBeyondAsciiOrANumberBeyond32BitsIsNull)
{
    EXPECT_EQ(reread(R"({" d":"Thu, 02 Jan 2020\u00a003:04:05 GMT"})"), "NoneType null");
    EXPECT_EQ(reread(R"({" d":"Thu, 02 Jan 99999999999 03:04:05 GMT"})"), "NoneType null");
}

TEST(TaggedJson, TheDisguiseIsCutOffTheFirstKey)
{
    EXPECT_EQ(reread(R"({" di":{" t__":1}})"), R"(dict {" di":{" t__":1}})");
    EXPECT_EQ(reread(R"({" di":{"abc":1,"def":2}})"), R"(dict {"a":1})");
    EXPECT_EQ(reread(R"({" di":{"a":1}})"), R"(dict {"":1})");
    EXPECT_EQ(reread(R"({" di":{"":1}})"), R"(dict {"":1})");
    EXPECT_EQ(reread(R"({" di":{"a\u00e9\ud83d\ude00":1}})"), R"(dict {"a":1})") << "characters";
    for (const char* text : {"{}", "[]", "\"abc\"", "null", "1", R"({" t":[1]})"})
        EXPECT_EQ(reread(R"({" di":)" + std::string(text) + "}"), "error") << text;
}

TEST(TaggedJson, DepthHoldsForTags)
{
    std::string text = "1";
    for (int i = 0; i < 64; ++i)
        text = R"({" t":[)" + text + "]}";
    EXPECT_NE(reread(text), "error");
    EXPECT_EQ(reread("[" + text + "]"), "error");
}

TEST(TaggedJson, RefusesToWriteADateOutsideTheCalendar)
{
    EXPECT_THROW(dumps(sys_seconds::max()), std::invalid_argument);
    EXPECT_THROW(dumps(sys_seconds::min()), std::invalid_argument);
}

} // namespace
