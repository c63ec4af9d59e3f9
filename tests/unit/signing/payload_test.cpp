#include <costrel/signing/payload.hpp>

#include <gtest/gtest.h>

namespace {

using namespace costrel;
using namespace costrel::signing;

const Value value = Dict{{"b", "\u00e9"}, {"a", List{1, 2}}};

TEST(PayloadSerializer, WritesPythonsPlainJson)
{
    EXPECT_EQ(plain_json().dump(value), R"({"b": "\u00e9", "a": [1, 2]})");
}

TEST(PayloadSerializer, WritesCompactJsonInUtf8)
{
    EXPECT_EQ(compact_json().dump(value), "{\"b\":\"\u00e9\",\"a\":[1,2]}");
}

TEST(PayloadSerializer, WritesTaggedJsonSorted)
{
    EXPECT_EQ(tagged_json().dump(value), R"({"a":[1,2],"b":"\u00e9"})");
    EXPECT_EQ(tagged_json().dump(Tuple{{1}}), R"({" t":[1]})");
}

TEST(PayloadSerializer, ReadsWhatItWrote)
{
    for (const PayloadSerializer* payload : {&plain_json(), &compact_json(), &tagged_json()}) {
        const auto loaded = payload->load(payload->dump(value));
        ASSERT_TRUE(loaded);
        EXPECT_EQ(*loaded, value);
    }
}

TEST(PayloadSerializer, SaysWhyATextIsNoValue)
{
    for (const PayloadSerializer* payload : {&plain_json(), &compact_json(), &tagged_json()}) {
        for (const char* text : {"", "{", "{} x", "\xff"}) {
            const auto loaded = payload->load(text);
            ASSERT_FALSE(loaded) << text;
            EXPECT_NE(loaded.error().message, "");
        }
    }
}

} // namespace
