#include "encoding/percent.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace costrel::encoding;
using std::string_literals::operator""s;

TEST(AppendPercentDecoded, ReadsWhatTwoDigitsFollow)
{
    std::string out = "x";
    EXPECT_TRUE(append_percent_decoded(out, "a%2fb%2F+%00"));
    EXPECT_EQ(out, std::string("xa/b/+\0", 7));
}

TEST(AppendPercentDecoded, LeavesABadPercentSignAndTells)
{
    for (const char* bad : {"%", "a%4", "%zz", "%4z", "%%41"}) {
        std::string out;
        EXPECT_FALSE(append_percent_decoded(out, bad)) << bad;
        EXPECT_EQ(out, bad == std::string_view("%%41") ? "%A" : bad);
    }
}

TEST(AppendPercentDecoded, APlusIsABlankWhereItIsAskedTo)
{
    std::string out;
    EXPECT_TRUE(append_percent_decoded(out, "a+b%2B", Plus::blank));
    EXPECT_EQ(out, "a b+");
}

TEST(AppendPercentEncoded, WritesCapitalsAndKeepsLettersDigitsAndWhatIsAsked)
{
    std::string out = "x";
    append_percent_encoded(out, "aZ09-/ \xff\0"s, "-");
    EXPECT_EQ(out, "xaZ09-%2F%20%FF%00");
    append_percent_encoded(out, 'a');
    EXPECT_EQ(out, "xaZ09-%2F%20%FF%00%61");
}

} // namespace
