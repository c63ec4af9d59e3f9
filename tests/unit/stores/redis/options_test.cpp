#include "stores/redis/options.hpp"

#include <costrel/config_error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace costrel::inline v1::stores {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RedisUrl, SaysWhereAndAsWhom)
{
    const RedisSettings all =
        redis_settings({.url = "redis://me:p%40s%2Fs@example.test:7000/3?prefix=shop%3A"});
    EXPECT_EQ(all.hosts.at(0).host, "example.test");
    EXPECT_EQ(all.hosts.at(0).port, 7000);
    EXPECT_EQ(all.login.username, "me");
    EXPECT_EQ(all.login.password, "p@s/s");
    EXPECT_EQ(all.login.database, 3U);
    EXPECT_EQ(all.prefix, "shop:");
}

TEST(RedisUrl, NeedsNoMoreThanAHost)
{
    const RedisSettings least = redis_settings({.url = "redis://localhost"});
    EXPECT_EQ(least.hosts.at(0).host, "localhost");
    EXPECT_EQ(least.hosts.at(0).port, 6379);
    EXPECT_EQ(least.login.username, "");
    EXPECT_EQ(least.login.password, "");
    EXPECT_EQ(least.login.database, 0U);
    EXPECT_EQ(least.prefix, "costrel:");
}

TEST(RedisUrl, TakesFromTheOptionsWhatItDoesNotSay)
{
    const RedisSettings endpoint = redis_settings(
        {.url = "redis://localhost/", .username = "me", .password = "secret", .prefix = "a:"});
    EXPECT_EQ(endpoint.login.username, "me");
    EXPECT_EQ(endpoint.login.password, "secret");
    EXPECT_EQ(endpoint.prefix, "a:");
    EXPECT_EQ(redis_settings({.url = "redis://:secret@localhost"}).login.password, "secret");
}

TEST(RedisUrl, OfIPv6HasBrackets)
{
    const RedisSettings endpoint = redis_settings({.url = "redis://[::1]:7000"});
    EXPECT_EQ(endpoint.hosts.at(0).host, "::1");
    EXPECT_EQ(endpoint.hosts.at(0).port, 7000);
    EXPECT_EQ(redis_settings({.url = "redis://[::1]"}).hosts.at(0).port, 6379);
}

TEST(RedisUrl, MayNameASocketInTheFileSystem)
{
    const RedisSettings settings =
        redis_settings({.url = "unix:///run/redis%20a.sock?database=2&prefix=a"});
    EXPECT_EQ(settings.socket, "/run/redis a.sock");
    EXPECT_EQ(settings.login.database, 2U);
    EXPECT_EQ(settings.prefix, "a");
    EXPECT_EQ(redis_settings({.url = "unix://me:secret@/a"}).login.password, "secret");
    for (const std::string url : {"unix://", "unix://host/a", "unix:///a?topology=cluster",
                                  "unix:///a?ca_file=b", "redis://a?database=1"})
        EXPECT_THROW(redis_settings({.url = url}), ConfigError) << url;
}

TEST(RedisUrl, MayNameSentinels)
{
    const RedisSettings settings = redis_settings(
        {.url = "redis://me:secret@a,b:2000?topology=sentinel&master=mine&replicas_for_logout=1",
         .sentinel_password = "other"});
    EXPECT_EQ(settings.topology, RedisSettings::Topology::sentinel);
    EXPECT_EQ(settings.hosts.at(0).port, 26'379);
    EXPECT_EQ(settings.hosts.at(1).port, 2'000);
    EXPECT_EQ(settings.primary, "mine");
    EXPECT_EQ(settings.login.password, "secret");
    EXPECT_EQ(settings.sentinel_login.password, "other");
    for (const std::string url :
         {"redis://a?topology=sentinel", "redis://a?master=mine",
          "redis://a?topology=cluster&master=mine", "unix:///a?topology=sentinel&master=mine"})
        EXPECT_THROW(redis_settings({.url = url}), ConfigError) << url;
}

TEST(RedisUrl, OfAClusterNamesSomeHosts)
{
    const RedisSettings settings =
        redis_settings({.url = "redis://me:pw@a.test,[::1]:7001,b.test:7002?topology=cluster&"
                               "replicas_for_logout=2"});
    EXPECT_EQ(settings.topology, RedisSettings::Topology::cluster);
    EXPECT_EQ(settings.hosts,
              (std::vector<HostPort>{{"a.test", 6379}, {"::1", 7001}, {"b.test", 7002}}));
    EXPECT_EQ(settings.replicas_for_logout, 2U);
}

TEST(RedisUrl, OfAClusterHasNoDatabaseAndNoBracesInItsPrefix)
{
    for (const char* url :
         {"redis://a/1?topology=cluster",
          "redis://a?topology=cluster&prefix=%7Bx%7D:", "redis://a?topology=ring", "redis://a,b",
          "redis://a,,b?topology=cluster", "redis://a?replicas_for_logout=101"})
        EXPECT_THROW(redis_settings({.url = url}), ConfigError) << url;
}

TEST(RedisUrl, SaysWhetherToComeByTls)
{
    EXPECT_TRUE(redis_settings({.url = "rediss://a.test"}).login.tls);
    EXPECT_FALSE(redis_settings({.url = "redis://a.test"}).login.tls);
}

TEST(RedisUrl, MayReachWhatIsAnnouncedElsewhere)
{
    const RedisSettings settings =
        redis_settings({.url = "redis://a?topology=cluster",
                        .address_map = {{"10.9.8.7:7777", "db.test:17777"}, {":1", "b:2"}}});
    EXPECT_EQ(settings.address_map.at({"10.9.8.7", 7777}), (HostPort{"db.test", 17777}));
    EXPECT_EQ(settings.address_map.at({"", 1}), (HostPort{"b", 2}));
    for (const auto& [from, to] : {std::pair{"a", "b:1"}, {"a:1", ":1"}, {"a:1", "b:70000"}})
        EXPECT_THROW(
            redis_settings({.url = "redis://a?topology=cluster", .address_map = {{from, to}}}),
            ConfigError);
}

TEST(RedisUrl, ThatCannotWorkIsRefusedWithoutItsPassword)
{
    for (const std::string rest :
         {":70000", ":x", "/x", "/-1", "?db=1", "#a", "/1/2", "/9999999"}) {
        const std::string url = "redis://me:hush@localhost" + rest;
        try {
            redis_settings({.url = url});
            ADD_FAILURE() << url;
        } catch (const ConfigError& error) {
            EXPECT_THAT(error.what(), Not(HasSubstr("hush"))) << url;
            EXPECT_THAT(error.what(), HasSubstr("redis://user:password@host:port/database"));
        }
    }
    for (const char* url : {"", "redis:", "redis://", "redis://:7000", "redis://a%2",
                            "redis://a%zz", "redis://[::1", "redis://[::1]x", "http://localhost",
                            "redisss://a", "redis://a?ca_file=x", "rediss://a?ca_file=missing.pem"})
        EXPECT_THROW(redis_settings({.url = url}), ConfigError) << url;
}

} // namespace
} // namespace costrel::inline v1::stores
