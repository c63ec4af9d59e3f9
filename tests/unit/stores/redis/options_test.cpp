#include "stores/redis/options.hpp"

#include <costrel/config_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace costrel::inline v1::stores {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RedisUrl, SaysWhereAndAsWhom)
{
    const RedisEndpoint all =
        redis_endpoint({.url = "redis://me:p%40s%2Fs@example.test:7000/3?prefix=shop%3A"});
    EXPECT_EQ(all.host, "example.test");
    EXPECT_EQ(all.port, 7000);
    EXPECT_EQ(all.username, "me");
    EXPECT_EQ(all.password, "p@s/s");
    EXPECT_EQ(all.database, 3U);
    EXPECT_EQ(all.prefix, "shop:");
}

TEST(RedisUrl, NeedsNoMoreThanAHost)
{
    const RedisEndpoint least = redis_endpoint({.url = "redis://localhost"});
    EXPECT_EQ(least.host, "localhost");
    EXPECT_EQ(least.port, 6379);
    EXPECT_EQ(least.username, "");
    EXPECT_EQ(least.password, "");
    EXPECT_EQ(least.database, 0U);
    EXPECT_EQ(least.prefix, "costrel:");
}

TEST(RedisUrl, TakesFromTheOptionsWhatItDoesNotSay)
{
    const RedisEndpoint endpoint = redis_endpoint(
        {.url = "redis://localhost/", .username = "me", .password = "secret", .prefix = "a:"});
    EXPECT_EQ(endpoint.username, "me");
    EXPECT_EQ(endpoint.password, "secret");
    EXPECT_EQ(endpoint.prefix, "a:");
    EXPECT_EQ(redis_endpoint({.url = "redis://:secret@localhost"}).password, "secret");
}

TEST(RedisUrl, OfIPv6HasBrackets)
{
    const RedisEndpoint endpoint = redis_endpoint({.url = "redis://[::1]:7000"});
    EXPECT_EQ(endpoint.host, "::1");
    EXPECT_EQ(endpoint.port, 7000);
    EXPECT_EQ(redis_endpoint({.url = "redis://[::1]"}).port, 6379);
}

TEST(RedisUrl, ThatCannotWorkIsRefusedWithoutItsPassword)
{
    for (const std::string rest :
         {":70000", ":x", "/x", "/-1", "?db=1", "#a", "/1/2", "/9999999"}) {
        const std::string url = "redis://me:hush@localhost" + rest;
        try {
            redis_endpoint({.url = url});
            ADD_FAILURE() << url;
        } catch (const ConfigError& error) {
            EXPECT_THAT(error.what(), Not(HasSubstr("hush"))) << url;
            EXPECT_THAT(error.what(), HasSubstr("redis://user:password@host:port/database"));
        }
    }
    for (const char* url :
         {"", "redis:", "redis://", "redis://:7000", "redis://a%2", "redis://a%zz", "redis://[::1",
          "redis://[::1]x", "http://localhost", "rediss://a"})
        EXPECT_THROW(redis_endpoint({.url = url}), ConfigError) << url;
}

} // namespace
} // namespace costrel::inline v1::stores
