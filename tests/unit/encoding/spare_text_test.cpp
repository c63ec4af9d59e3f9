#include "encoding/spare_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace costrel::encoding;

TEST(SpareText, GivesTheMemoryOfTheOneBefore)
{
    const char* place = nullptr;
    {
        SpareText text;
        *text = std::string(1000, 'x');
        place = text->data();
    }
    SpareText again;
    EXPECT_TRUE(again->empty());
    EXPECT_EQ(again->data(), place);
}

TEST(SpareText, GivesBackWhatALargeTextNeeded)
{
    keep_spare_text(std::string(20'000, 'x'));
    EXPECT_LT(take_spare_text().capacity(), 20'000U);
}

TEST(SpareText, TwoAtOnceAreTwo)
{
    SpareText first;
    SpareText second;
    *first = "a";
    *second = "b";
    EXPECT_EQ(*first, "a");
}

} // namespace
