#include "http/representation/accept_encoding.hpp"

#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::http {
namespace {

TEST(Weight, HasAtMostThreeDecimals)
{
    EXPECT_EQ(parse_weight("0"), 0);
    EXPECT_EQ(parse_weight("1"), 1000);
    EXPECT_EQ(parse_weight("0.5"), 500);
    EXPECT_EQ(parse_weight("0.123"), 123);
    EXPECT_EQ(parse_weight("1.000"), 1000);
    EXPECT_EQ(parse_weight("0."), 0);
    for (const char* text :
         {"", ".5", "2", "1.1", "1.001", "0.1234", "-1", "0,5", "0.x", "01", "1e0", "inf", "nan"})
        EXPECT_FALSE(parse_weight(text)) << text;
}

TEST(AcceptEncoding, AsksForGzip)
{
    for (const char* field :
         {"gzip", "GZIP", "x-gzip", "gzip, deflate, br", "deflate,gzip;q=1.0, *;q=0.5", "*",
          "gzip;q=0.001", "br, gzip ; q=0.8", "gzip;q=0.5, identity;q=0.5", "identity;q=0, *",
          "identity;q=0, gzip;q=0.1", "gzip;Q=1", "*;q=0, gzip", ",,gzip,,"})
        EXPECT_TRUE(prefers_gzip(field)) << field;
}

TEST(AcceptEncoding, DoesNotAskForGzip)
{
    for (const char* field :
         {"", "identity", "deflate, br", "gzip;q=0", "gzip;q=0.000", "gzip;q=0, *",
          "gzip;q=0.5, identity", "*;q=0", "identity;q=0, *;q=0", "gzip;q=2", "gzip;level=9",
          "gzip;q=", "gzip;", "gzipx", "gz ip", "gzip;q=0, gzip"})
        EXPECT_FALSE(prefers_gzip(field)) << field;
    EXPECT_FALSE(prefers_gzip(std::nullopt));
}

} // namespace
} // namespace costrel::inline v1::http
