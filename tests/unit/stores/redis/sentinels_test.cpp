#include "stores/redis/sentinels.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace costrel::inline v1::stores {
namespace {

using Type = resp::Reply::Type;

resp::Reply texts(std::initializer_list<const char*> words)
{
    resp::Reply reply{.type = Type::array};
    for (const char* word : words)
        reply.items.push_back({.type = Type::text, .text = word});
    return reply;
}

TEST(Sentinel, SaysWhereThePrimaryIsAndSinceWhichFailover)
{
    const auto found = primary_in(texts({"name", "sessions", "ip", "10.0.0.1", "port", "6380",
                                         "flags", "master", "config-epoch", "7"}));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->place, (HostPort{"10.0.0.1", 6380}));
    EXPECT_EQ(found->epoch, 7);
}

TEST(Sentinel, ThatSaysSomethingElseSaysNothing)
{
    EXPECT_FALSE(primary_in({.type = Type::error, .text = "ERR No such master with that name"}));
    EXPECT_FALSE(primary_in({}));
    EXPECT_FALSE(primary_in(texts({"ip", "10.0.0.1", "port", "6380"})));
    EXPECT_FALSE(primary_in(texts({"ip", "10.0.0.1", "config-epoch", "7"})));
    EXPECT_FALSE(primary_in(texts({"ip", "", "port", "6380", "config-epoch", "7"})));
    EXPECT_FALSE(primary_in(texts({"ip", "a", "port", "65536", "config-epoch", "7"})));
    EXPECT_FALSE(primary_in(texts({"ip", "a", "port", "6380", "config-epoch", "x"})));
}

} // namespace
} // namespace costrel::inline v1::stores
