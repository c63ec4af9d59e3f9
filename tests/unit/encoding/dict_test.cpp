#include <costrel/dict.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using namespace costrel;
using testing::ElementsAre;

std::vector<std::string> keys(const Dict& dict)
{
    std::vector<std::string> result;
    for (const DictItem& item : dict)
        result.push_back(item.key);
    return result;
}

// `count` keys in an order that is not sorted.
std::vector<DictItem> many_items(int count)
{
    std::vector<DictItem> items;
    for (int i = 0; i < count; ++i)
        items.push_back({std::to_string((i * 7919) % count), i});
    return items;
}

TEST(Dict, KeepsTheOrderOfInsertion)
{
    Dict dict{{"b", 1}, {"a", 2}};
    dict.set("c", 3);
    dict.set("b", 4);
    EXPECT_THAT(keys(dict), ElementsAre("b", "a", "c"));
    EXPECT_EQ(*dict.find("b"), Value(4));
}

TEST(Dict, OfEqualKeysTheLastValueWinsAtTheFirstPlace)
{
    const Dict dict{{"a", 1}, {"b", 2}, {"a", 3}, {"c", 4}, {"b", 5}, {"a", 6}};
    EXPECT_THAT(keys(dict), ElementsAre("a", "b", "c"));
    EXPECT_EQ(*dict.find("a"), Value(6));
    EXPECT_EQ(*dict.find("b"), Value(5));
}

TEST(Dict, TreatsManyEqualKeysAsFew)
{
    std::vector<DictItem> items = many_items(1000);
    for (int i = 0; i < 1000; i += 2)
        items.push_back({std::to_string(i), "new"});
    const Dict dict = Dict::from_items(items);
    EXPECT_EQ(dict.size(), 1000U);
    EXPECT_EQ(keys(dict), keys(Dict::from_items(many_items(1000))));
    EXPECT_EQ(*dict.find("2"), Value("new"));
}

TEST(Dict, FindsOnlyWhatIsThere)
{
    Dict dict{{"", 1}};
    EXPECT_TRUE(dict.contains(""));
    EXPECT_FALSE(dict.contains("a"));
    EXPECT_EQ(dict.find("a"), nullptr);
}

TEST(Dict, SubscriptPutsInNull)
{
    Dict dict;
    EXPECT_TRUE(dict["a"].is_null());
    dict["a"] = 5;
    EXPECT_EQ(dict["a"], Value(5));
    EXPECT_EQ(dict.size(), 1U);
}

TEST(Dict, SetdefaultKeepsWhatIsThere)
{
    Dict dict{{"a", 1}};
    EXPECT_EQ(dict.setdefault("a", 2), Value(1));
    EXPECT_EQ(dict.setdefault("b", 2), Value(2));
}

TEST(Dict, PopTakesOutOneKey)
{
    Dict dict{{"a", 1}, {"b", 2}};
    EXPECT_EQ(dict.pop("a"), Value(1));
    EXPECT_EQ(dict.pop("a"), std::nullopt);
    EXPECT_TRUE(dict.erase("b"));
    EXPECT_FALSE(dict.erase("b"));
    EXPECT_TRUE(dict.empty());
}

TEST(Dict, PopitemTakesTheLast)
{
    Dict dict{{"a", 1}, {"b", 2}};
    EXPECT_EQ(dict.popitem()->key, "b");
    EXPECT_EQ(dict.popitem()->key, "a");
    EXPECT_EQ(dict.popitem(), std::nullopt);
}

TEST(Dict, UpdateOverwritesAndAppends)
{
    Dict dict{{"a", 1}, {"b", 2}};
    dict.update({{"c", 3}, {"a", 4}});
    EXPECT_EQ(dict, (Dict{{"a", 4}, {"b", 2}, {"c", 3}}));
    EXPECT_THAT(keys(dict), ElementsAre("a", "b", "c"));

    dict.update(Dict::from_items(many_items(100)));
    EXPECT_EQ(dict.size(), 103U);
    EXPECT_EQ(keys(dict)[1], "b");
}

TEST(Dict, UpdateWithAPartOfItselfIsSafe)
{
    Dict dict{{"inner", Dict{{"inner", 1}, {"x", 2}}}};
    dict.update(*dict.find("inner")->as<Dict>());
    EXPECT_EQ(dict, (Dict{{"inner", 1}, {"x", 2}}));
    dict.update(dict);
    EXPECT_EQ(dict.size(), 2U);
}

TEST(Dict, ComparesWithoutOrder)
{
    EXPECT_EQ((Dict{{"a", 1}, {"b", 2}}), (Dict{{"b", 2}, {"a", 1}}));
    EXPECT_NE((Dict{{"a", 1}, {"b", 2}}), (Dict{{"a", 1}, {"b", 3}}));
    EXPECT_NE((Dict{{"a", 1}, {"b", 2}}), (Dict{{"a", 1}, {"c", 2}}));
    EXPECT_NE((Dict{{"a", 1}}), (Dict{{"a", 1}, {"b", 2}}));

    std::vector<DictItem> items = many_items(100);
    const Dict forward = Dict::from_items(items);
    std::reverse(items.begin(), items.end());
    EXPECT_EQ(forward, Dict::from_items(items));
    items[50].value = "changed";
    EXPECT_NE(forward, Dict::from_items(items));
}

TEST(Dict, ThatCannotChangeHasNoKeyThatIsNotThere)
{
    const Dict dict{{"a", 1}};
    EXPECT_EQ(dict["a"], Value(1));
    EXPECT_THROW(dict["b"], ValueKeyError);
    EXPECT_THROW(Dict()["b"], ValueKeyError); // nobody would see what was put into it
    EXPECT_EQ(dict.size(), 1U);
}

} // namespace
