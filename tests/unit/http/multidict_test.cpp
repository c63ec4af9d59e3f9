#include <costrel/errors.hpp>
#include <costrel/multidict.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <utility>

namespace costrel::inline v1 {
namespace {

MultiDict twice()
{
    MultiDict dict;
    dict.add("a", "1");
    dict.add("b", "");
    dict.add("a", "2");
    return dict;
}

TEST(MultiDict, GivesTheFirstValue)
{
    const MultiDict dict = twice();
    EXPECT_EQ(dict["a"], "1");
    EXPECT_EQ(dict.get("b", "fallback"), "");
    EXPECT_EQ(dict.get("c", "fallback"), "fallback");
    EXPECT_EQ(dict.get("c"), "");
}

TEST(MultiDict, GivesAllValuesInOrder)
{
    EXPECT_THAT(twice().getlist("a"), testing::ElementsAre("1", "2"));
    EXPECT_THAT(twice().getlist("c"), testing::IsEmpty());
}

TEST(MultiDict, KeepsKeysApartByCase)
{
    EXPECT_FALSE(twice().contains("A"));
    EXPECT_EQ(twice().find("A"), nullptr);
}

// What Werkzeug's get(key, type=int) and type=float give of the same texts.
TEST(MultiDict, GivesNumbersAsPythonReadsThem)
{
    MultiDict d;
    for (const auto& [key, value] : std::initializer_list<std::pair<const char*, const char*>>{
             {"plain", "12"},
             {"signed", "-7"},
             {"plus", "+7"},
             {"blank", " \t12\n"},
             {"joined", "1_000"},
             {"zeros", "007"},
             {"real", "1.5"},
             {"short", ".5"},
             {"exponent", "1e3"},
             {"infinite", "-inf"},
             {"great", "9223372036854775808"}})
        d.add(key, value);
    EXPECT_EQ(d.get<int>("plain", 1), 12);
    EXPECT_EQ(d.get("signed", 1), -7);
    EXPECT_EQ(d.get<int>("plus", 1), 7);
    EXPECT_EQ(d.get<int>("blank", 1), 12);
    EXPECT_EQ(d.get<int>("joined", 1), 1000);
    EXPECT_EQ(d.get<int>("zeros", 1), 7);
    EXPECT_EQ(d.find<double>("real"), 1.5);
    EXPECT_EQ(d.find<double>("short"), .5);
    EXPECT_EQ(d.find<float>("exponent"), 1000.0F);
    EXPECT_EQ(d.find<double>("infinite"), -std::numeric_limits<double>::infinity());
    EXPECT_EQ(d.find<double>("plain"), 12.0);
    EXPECT_EQ(d.find<std::uint64_t>("great"), 9223372036854775808U);
}

TEST(MultiDict, GivesTheFallbackForWhatIsNoNumberOrDoesNotFit)
{
    MultiDict d;
    for (const char* text : {"", " ", "x", "1 2", "1.5", "0x10", "_1", "1_", "1__0", "+-1", "--1",
                             "+", "9223372036854775808", "-9223372036854775809"}) {
        d = {};
        d.add("n", text);
        EXPECT_EQ(d.get<std::int64_t>("n", 5), 5) << text;
    }
    d = {};
    d.add("n", "-1");
    EXPECT_EQ(d.get<unsigned>("n", 5), 5U);
    d.add("m", "300");
    EXPECT_EQ(d.get<std::uint8_t>("m", 5), 5U);
    EXPECT_EQ(d.get<int>("missing", 5), 5);
    EXPECT_FALSE(d.find<int>("missing"));
    d.add("r", "nan(1)");
    d.add("l", std::string(100'000, '1'));
    EXPECT_FALSE(d.find<double>("r"));
    EXPECT_FALSE(d.find<double>("l"));
}

TEST(MultiDict, EndsTheRequestWith400WhenAKeyIsMissing)
{
    try {
        static_cast<void>(twice()["c"]);
        FAIL();
    } catch (const BadRequestKeyError& error) {
        EXPECT_EQ(error.status(), 400);
        EXPECT_THAT(error.what(), testing::HasSubstr("\"c\""));
    }
}

TEST(Abort, ThrowsTheStatus)
{
    try {
        abort(404);
    } catch (const HttpError& error) {
        EXPECT_EQ(error.status(), 404);
    }
}

} // namespace
} // namespace costrel::inline v1
