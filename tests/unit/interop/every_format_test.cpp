#include "unit/interop/every_format.hpp"
#include "unit/interop/formats.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::interop {

namespace {

const std::string key(32, 'k');
const std::string other_key(32, 'o');
const Dict session{{"user", "alice"}};

class EveryFormat : public testing::TestWithParam<FormatCase> {
protected:
    MadeFormat format_ = GetParam().make(key);
};

TEST_P(EveryFormat, ReadsWhatItWrote)
{
    const Dict back = reopened(*format_, saved(*format_, session));
    ASSERT_NE(back.find("user"), nullptr);
    EXPECT_EQ(*back.find("user"), Value("alice"));
}

TEST_P(EveryFormat, GivesNothingForACookieOfAnotherKey)
{
    const std::string forged = saved(*GetParam().make(other_key), session);
    EXPECT_NE(origin_of(*format_, forged), SessionOrigin::opened);
}

TEST_P(EveryFormat, GivesNothingWithAnyCharacterChanged)
{
    const std::string field = saved(*format_, session);
    for (std::size_t i = field.find('=') + 1; i < field.size(); ++i) {
        if (field[i] == ';' || field[i] == ' ' || field.compare(i, 6, "s.sig=") == 0)
            continue; // the name of the second cookie
        std::string changed = field;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        EXPECT_TRUE(reopened(*format_, changed).empty()) << changed;
    }
}

TEST_P(EveryFormat, GivesNothingForWhatIsCutShort)
{
    const std::string field = saved(*format_, session);
    for (std::size_t size = 0; size < field.size(); ++size)
        EXPECT_TRUE(reopened(*format_, field.substr(0, size)).empty()) << size;
}

TEST_P(EveryFormat, TakesTheFirstOfSeveralCookiesThatIsGood)
{
    const std::string good = saved(*format_, session);
    const std::string bad = "s=" + std::string(40, 'x') + "; ";
    EXPECT_FALSE(reopened(*format_, bad + good).empty());
    EXPECT_FALSE(reopened(*format_, good + "; s=x").empty());
}

TEST_P(EveryFormat, HasNoCookieForAnEmptyField)
{
    EXPECT_EQ(origin_of(*format_, ""), SessionOrigin::none);
    EXPECT_EQ(origin_of(*format_, "other=1"), SessionOrigin::none);
}

TEST_P(EveryFormat, LooksAtNoCookieOfExcessiveLength)
{
    EXPECT_EQ(origin_of(*format_, "s=" + std::string(100'000, 'A') + "; s.sig=A"),
              SessionOrigin::too_large);
}

TEST_P(EveryFormat, NamesEveryCookieThatItSets)
{
    const auto names = format_->cookie_names();
    const auto saved = format_->save(to_save(session));
    for (const OutCookie& cookie : saved.value())
        EXPECT_EQ(std::ranges::count(names, cookie.name), 1) << cookie.name;
}

TEST_P(EveryFormat, SaysWhereAValueStandsThatItCannotCarry)
{
    const Dict values{{"cart", Dict{{"items", List{1, 2, Value(noon)}}}}};
    const auto refused = format_->save(to_save(values));
    ASSERT_FALSE(refused);
    if (GetParam().name == "Play") { // carries text alone
        EXPECT_EQ(refused.error().path, "cart");
        return;
    }
    EXPECT_EQ(refused.error().path, "cart.items[2]");
    EXPECT_EQ(refused.error().what, "a datetime");
}

INSTANTIATE_TEST_SUITE_P(Interop, EveryFormat, testing::ValuesIn(every_format),
                         [](const auto& instance) { return instance.param.name; });

} // namespace

} // namespace costrel::inline v1::interop
