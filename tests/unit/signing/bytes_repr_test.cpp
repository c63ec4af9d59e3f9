#include "signing/bytes_repr.hpp"

#include <gtest/gtest.h>

namespace {

using costrel::signing::bytes_repr;

TEST(BytesRepr, ShowsAsciiAsItIs)
{
    EXPECT_EQ(bytes_repr(""), "b''");
    EXPECT_EQ(bytes_repr("abc ~"), "b'abc ~'");
}

TEST(BytesRepr, EscapesWhatCannotBeSeen)
{
    EXPECT_EQ(bytes_repr("\t\n\r\\"), R"(b'\t\n\r\\')");
    EXPECT_EQ(bytes_repr({"\0\x1f\x7f\x80\xff", 5}), R"(b'\x00\x1f\x7f\x80\xff')");
    EXPECT_EQ(bytes_repr("\v\f"), R"(b'\x0b\x0c')");
}

TEST(BytesRepr, ChoosesItsQuotesAsPythonDoes)
{
    EXPECT_EQ(bytes_repr("a\"b"), R"(b'a"b')");
    EXPECT_EQ(bytes_repr("a'b"), R"(b"a'b")");
    EXPECT_EQ(bytes_repr("a'b\"c"), R"(b'a\'b"c')");
}

} // namespace
