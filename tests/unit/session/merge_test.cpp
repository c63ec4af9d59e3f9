#include "session/merge.hpp"

#include <costrel/tagged_json.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace costrel;
using session::merge;
using session::MergeRules;

Dict dict(std::string_view json)
{
    const auto value = TaggedJSONSerializer::loads(json);
    return *value->as<Dict>();
}

struct Row {
    const char* what;
    const char* base;
    const char* mine;
    const char* theirs;
    const char* merged;
};

void expect(const std::vector<Row>& rows, const MergeRules& rules = {}, bool cleared = false)
{
    for (const Row& row : rows) {
        SCOPED_TRACE(row.what);
        const auto merged = merge(dict(row.base), dict(row.mine), dict(row.theirs), rules, cleared);
        EXPECT_EQ(merged.conflict, std::nullopt);
        EXPECT_EQ(TaggedJSONSerializer::dumps(merged.values),
                  TaggedJSONSerializer::dumps(dict(row.merged)));
    }
}

TEST(Merge, KeepsBothOfTwoChangesOfDifferentEntries)
{
    expect({
        {"new ones", "{}", R"({"a":1})", R"({"b":2})", R"({"a":1,"b":2})"},
        {"theirs alone", R"({"a":1})", R"({"a":1})", R"({"a":2})", R"({"a":2})"},
        {"mine alone", R"({"a":1})", R"({"a":2})", R"({"a":1})", R"({"a":2})"},
        {"I take out", R"({"a":1,"b":1})", R"({"b":1})", R"({"a":1,"b":2})", R"({"b":2})"},
        {"both take out", R"({"u":1})", "{}", "{}", "{}"},
        {"within a dict", R"({"c":{"x":1,"y":1}})", R"({"c":{"x":2,"y":1}})",
         R"({"c":{"x":1,"y":2}})", R"({"c":{"x":2,"y":2}})"},
        {"within a new dict", "{}", R"({"c":{"x":1}})", R"({"c":{"y":2}})",
         R"({"c":{"x":1,"y":2}})"},
        {"beside what I take out", R"({"c":{"x":1,"z":0}})", R"({"c":{"z":0}})",
         R"({"c":{"x":1,"y":2,"z":0}})", R"({"c":{"y":2,"z":0}})"},
        {"permanence", R"({"u":1})", R"({"u":1,"_permanent":true})", R"({"u":1,"x":1})",
         R"({"_permanent":true,"u":1,"x":1})"},
    });
}

TEST(Merge, OfTwoChangesOfOneEntryTheLaterResponseWins)
{
    expect({
        {"set", R"({"a":1})", R"({"a":2})", R"({"a":3})", R"({"a":2})"},
        {"set to the same", R"({"a":1})", R"({"a":2})", R"({"a":2})", R"({"a":2})"},
        {"made by both", "{}", R"({"a":1})", R"({"a":2})", R"({"a":1})"},
        {"of another type", R"({"a":{"x":1}})", R"({"a":3})", R"({"a":{"x":1,"y":2}})",
         R"({"a":3})"},
    });
}

TEST(Merge, TakingOutBeatsChanging)
{
    expect({
        {"I take out", R"({"u":1})", "{}", R"({"u":2})", "{}"},
        {"they take out", R"({"u":1})", R"({"u":2})", "{}", "{}"},
    });
}

TEST(Merge, KeepsWhatBothAppendedToAList)
{
    expect({
        {"to one", R"({"l":[1]})", R"({"l":[1,2]})", R"({"l":[1,3]})", R"({"l":[1,3,2]})"},
        {"the same", R"({"l":[1]})", R"({"l":[1,2]})", R"({"l":[1,2]})", R"({"l":[1,2,2]})"},
        {"to a new one", "{}", R"({"l":[1]})", R"({"l":[2]})", R"({"l":[2,1]})"},
        {"I show flashes, they add", R"({"_flashes":[1]})", "{}", R"({"_flashes":[1,2]})",
         R"({"_flashes":[2]})"},
        {"they show flashes, I add", R"({"_flashes":[1]})", R"({"_flashes":[1,2]})", "{}",
         R"({"_flashes":[2]})"},
        {"both show flashes", R"({"_flashes":[1]})", "{}", "{}", "{}"},
        {"I take out, they append", R"({"l":[1,2,3]})", R"({"l":[1,3]})", R"({"l":[1,2,3,4]})",
         R"({"l":[1,3,4]})"},
        {"each takes out another", R"({"l":[1,2,3]})", R"({"l":[1,3]})", R"({"l":[1,2]})",
         R"({"l":[1]})"},
        {"an element here, another there", R"({"cart":[{"id":1,"n":1}]})",
         R"({"cart":[{"id":1,"n":2}]})", R"({"cart":[{"id":1,"n":1},{"id":9,"n":1}]})",
         R"({"cart":[{"id":1,"n":2},{"id":9,"n":1}]})"},
        {"two entries of one element", R"({"cart":[{"id":1,"n":1,"c":"red"}]})",
         R"({"cart":[{"id":1,"n":2,"c":"red"}]})", R"({"cart":[{"id":1,"n":1,"c":"blue"}]})",
         R"({"cart":[{"id":1,"n":2,"c":"blue"}]})"},
    });
}

TEST(Merge, ALongListFromWhichSomethingWasTakenIsNotComparedElementByElement)
{
    List base;
    for (int i = 0; i < 1'001; ++i)
        base.emplace_back(i);
    List mine = base;
    mine.pop_back();
    List theirs = base;
    theirs.erase(theirs.begin());
    const auto merged = merge({{"l", base}}, {{"l", mine}}, {{"l", theirs}});
    EXPECT_EQ(*merged.values.find("l")->as<List>(), mine);
}

TEST(Merge, CountersCountBothChanges)
{
    const MergeRules rules = MergeRules({{"c.v", MergeRule::add}}).with_counters({"v"});
    expect(
        {
            {"two +1", R"({"v":5})", R"({"v":6})", R"({"v":6})", R"({"v":7})"},
            {"not there before", "{}", R"({"v":1})", R"({"v":1})", R"({"v":2})"},
            {"within a dict", R"({"c":{"v":5}})", R"({"c":{"v":6}})", R"({"c":{"v":8}})",
             R"({"c":{"v":9}})"},
            {"that became a text", R"({"v":5})", R"({"v":6})", R"({"v":"x"})", R"({"v":6})"},
            {"that both took out", R"({"v":5})", "{}", "{}", "{}"},
        },
        rules);
    expect({{"no counter", R"({"v":5})", R"({"v":6})", R"({"v":6})", R"({"v":6})"}});
}

TEST(Merge, ACounterThatWouldOverflowIsAnEntryAsAnyOther)
{
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    const auto merged =
        merge({{"v", 0}}, {{"v", most}}, {{"v", 1}}, MergeRules({{"v", MergeRule::add}}));
    EXPECT_EQ(merged.values, (Dict{{"v", most}}));
}

TEST(Merge, ARuleOfAnEntryDecides)
{
    expect({{"last", R"({"a":[1]})", R"({"a":[1,2]})", R"({"a":[1,3]})", R"({"a":[1,2]})"}},
           MergeRules({{"a", MergeRule::last_wins}}));
    expect({{"first", R"({"a":1})", R"({"a":2})", R"({"a":3})", R"({"a":3})"},
            {"first, alone", R"({"a":1})", R"({"a":2})", R"({"a":1})", R"({"a":2})"}},
           MergeRules({{"a", MergeRule::first_wins}}));
    const MergeRules fail({{"a.b", MergeRule::fail}});
    expect({{"one changed it", R"({"a":{"b":1}})", R"({"a":{"b":2}})", R"({"a":{"b":1}})",
             R"({"a":{"b":2}})"},
            {"both the same", R"({"a":{"b":1}})", R"({"a":{"b":2}})", R"({"a":{"b":2}})",
             R"({"a":{"b":2}})"}},
           fail);
    EXPECT_EQ(
        merge(dict(R"({"a":{"b":1}})"), dict(R"({"a":{"b":2}})"), dict(R"({"a":{"b":3}})"), fail)
            .conflict,
        "a.b");
}

TEST(Merge, WhoEmptiedTheSessionLeavesNothingOfTheOthers)
{
    expect({{"logout", R"({"a":1})", "{}", R"({"a":1,"b":2})", "{}"},
            {"login", R"({"a":1})", R"({"u":7})", R"({"a":1,"b":2})", R"({"u":7})"}},
           {}, true);
}

// Random sessions and what two requests do to different entries of them.
class Requests {
public:
    explicit Requests(unsigned seed) : random_(seed) {}

    Dict session()
    {
        Dict made;
        for (int i = 0; i < 6; ++i)
            if (random_() % 2)
                made.set("k" + std::to_string(i), value());
        return made;
    }
    Dict changed(Dict session, int first_entry)
    {
        for (unsigned i = 0; i < 1 + random_() % 3; ++i) {
            const std::string key = "k" + std::to_string(first_entry + int(random_() % 3));
            if (random_() % 2)
                session.set(key, value());
            else
                session.erase(key);
        }
        return session;
    }

private:
    Value value()
    {
        const auto number = [&](unsigned below) { return std::int64_t(random_() % below); };
        switch (random_() % 4) {
        case 0:
            return number(5);
        case 1:
            return "t" + std::to_string(number(5));
        case 2:
            return List{number(3)};
        default:
            return Dict{{"x", number(3)}, {"y", number(3)}};
        }
    }

    std::mt19937 random_;
};

TEST(Merge, DisjointChangesGiveWhatOneAfterTheOtherWould)
{
    Requests requests(1);
    for (int round = 0; round < 5'000; ++round) {
        const Dict base = requests.session();
        const Dict mine = requests.changed(base, 0);
        const Dict theirs = requests.changed(base, 3);
        Dict serial = base;
        for (int i = 0; i < 6; ++i) {
            const std::string key = "k" + std::to_string(i);
            const Value* const value = (i < 3 ? mine : theirs).find(key);
            if (value)
                serial.set(key, *value);
            else
                serial.erase(key);
        }
        ASSERT_EQ(merge(base, mine, theirs).values, serial);
        ASSERT_EQ(merge(base, theirs, mine).values, serial);
    }
}

TEST(Merge, WhoChangedNothingAddsNothing)
{
    Requests requests(2);
    for (int round = 0; round < 5'000; ++round) {
        const Dict base = requests.session();
        const Dict other = requests.changed(requests.changed(base, 0), 3);
        ASSERT_EQ(merge(base, base, other).values, other);
        ASSERT_EQ(merge(base, other, base).values, other);
    }
}

// Their entries are found by sorting: tests/counts/growth.cpp has what that takes.
TEST(Merge, OfManyEntriesKeepsTheirOrderAndThenMine)
{
    Dict base, mine, theirs, merged;
    for (int i = 0; i < 100; ++i) {
        const std::string key = std::to_string(i * 37 % 100);
        base.set(key, i);
        if (i % 5 != 0) // I took the others out
            mine.set(key, i % 3 == 0 ? -i : i);
        theirs.set(key, i % 3 == 1 ? i + 1'000 : i);
        if (i % 5 != 0)
            merged.set(key, i % 3 == 0 ? -i : i % 3 == 1 ? i + 1'000 : i);
    }
    theirs.set("theirs", 1);
    merged.set("theirs", 1);
    for (const char* key : {"mine", "later"}) {
        mine.set(key, 1);
        merged.set(key, 1);
    }
    EXPECT_EQ(TaggedJSONSerializer::dumps(merge(base, mine, theirs).values),
              TaggedJSONSerializer::dumps(merged));
}

TEST(Merge, IsNoDeeperThanWhatItMerges)
{
    const auto nested = [](Dict innermost) {
        for (int depth = 1; depth < 128; ++depth)
            innermost = Dict{{"d", std::move(innermost)}};
        return innermost;
    };
    const auto merged = merge(nested({}), nested({{"m", 1}}), nested({{"t", 1}}));
    EXPECT_EQ(TaggedJSONSerializer::dumps(merged.values),
              TaggedJSONSerializer::dumps(nested({{"m", 1}, {"t", 1}})));
}

} // namespace
