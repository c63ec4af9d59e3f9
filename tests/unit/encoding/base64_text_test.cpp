#include <costrel/base64.hpp>

#include <gtest/gtest.h>

namespace {

using namespace costrel;

TEST(Base64Text, IsThatOfItsdangerous)
{
    EXPECT_EQ(base64_encode("mahmoud"), "bWFobW91ZA");
    EXPECT_EQ(base64_decode("bWFobW91ZA"), "mahmoud");
    EXPECT_EQ(base64_decode("12345"), std::nullopt);
}

} // namespace
