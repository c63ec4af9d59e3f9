#include "encoding/white_space.hpp"

#include <gtest/gtest.h>

namespace costrel::encoding {
namespace {

TEST(WhiteSpace, IsTakenOffBothEndsAsPythonDoes)
{
    EXPECT_EQ(strip_white_space(" \t\r\n\v\f\x1c\x1f a b \x1d"), "a b");
    EXPECT_EQ(strip_white_space("\u00A0\u0085\u1680\u2003\u2028a\u3000\u205F"), "a");
    EXPECT_EQ(strip_white_space(" \u2003 "), "");
    EXPECT_EQ(strip_white_space(""), "");
}

TEST(WhiteSpace, IsNothingElse)
{
    EXPECT_EQ(strip_white_space("\u200Ba\uFEFF"), "\u200Ba\uFEFF"); // no space for Python either
    EXPECT_EQ(strip_white_space("\xA0 a\x85"), "\xA0 a\x85");       // no UTF-8
    EXPECT_EQ(strip_white_space("\x01 a"), "\x01 a");
}

TEST(WhiteSpace, AtTheStartAloneCanBeTakenOff)
{
    EXPECT_EQ(strip_leading_white_space(" \u00A0a "), "a ");
}

} // namespace
} // namespace costrel::encoding
