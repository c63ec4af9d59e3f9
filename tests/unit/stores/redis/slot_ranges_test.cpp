#include "stores/redis/slot_ranges.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace costrel::inline v1::stores {
namespace {

std::optional<std::vector<SlotRange>> read(const std::string& bytes)
{
    resp::Reader reader;
    reader.feed(bytes);
    const auto reply = reader.next();
    EXPECT_TRUE(reply) << bytes;
    return reply ? slot_ranges(*reply, "asked.test") : std::nullopt;
}

std::string text(const std::string& word)
{
    return "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
}

// One range whose owner says `host` and what else it has.
std::optional<std::vector<SlotRange>> range_of(const std::string& host,
                                               const std::string& more = "*0\r\n")
{
    return read("*1\r\n*3\r\n:5\r\n:7\r\n*4\r\n" + host + ":7000\r\n" + text("id") + more);
}

TEST(SlotRanges, NameTheOwnerAndItsReplicas)
{
    const auto ranges =
        read("*2\r\n*4\r\n:0\r\n:5460\r\n*3\r\n" + text("10.0.0.1") + ":7000\r\n" + text("id") +
             "*3\r\n" + text("::1") + ":7003\r\n" + text("id") + "*3\r\n:5461\r\n:16383\r\n*3\r\n" +
             text("b.test") + ":7001\r\n" + text("id"));
    ASSERT_TRUE(ranges);
    ASSERT_EQ(ranges->size(), 2U);
    EXPECT_EQ((*ranges)[0].last, 5460U);
    EXPECT_EQ((*ranges)[0].nodes, (std::vector<HostPort>{{"10.0.0.1", 7000}, {"::1", 7003}}));
    EXPECT_EQ((*ranges)[1].first, 5461U);
    EXPECT_EQ((*ranges)[1].nodes, (std::vector<HostPort>{{"b.test", 7001}}));
}

TEST(SlotRanges, OfANodeWithoutAHostMeanTheOneThatWasAsked)
{
    for (const std::string& host : {std::string("$-1\r\n"), text("")})
        EXPECT_EQ(range_of(host)->at(0).nodes, (std::vector<HostPort>{{"asked.test", 7000}}));
}

TEST(SlotRanges, OfANodeThatHasNoNameGiveItsAddressIfItIsThere)
{
    EXPECT_EQ(range_of(text("?"), "*2\r\n" + text("ip") + text("10.0.0.9"))->at(0).nodes,
              (std::vector<HostPort>{{"10.0.0.9", 7000}}));
    const auto unknown = range_of(text("?"))->at(0);
    EXPECT_FALSE(unknown.has_owner);
    EXPECT_TRUE(unknown.nodes.empty());
}

TEST(SlotRanges, ThatMakeNoSenseAreNone)
{
    for (const char* bytes :
         {"+OK\r\n", "*1\r\n+OK\r\n", "*1\r\n*2\r\n:0\r\n:1\r\n", "*1\r\n*3\r\n:2\r\n:1\r\n*0\r\n",
          "*1\r\n*3\r\n:0\r\n:16384\r\n*0\r\n", "*1\r\n*3\r\n:-1\r\n:1\r\n*0\r\n"})
        EXPECT_FALSE(read(bytes)) << bytes;
    EXPECT_TRUE(read("*0\r\n"));
    EXPECT_FALSE(read("*1\r\n*3\r\n:0\r\n:1\r\n*0\r\n")->at(0).has_owner);
}

TEST(Redirection, SaysWhere)
{
    EXPECT_EQ(redirection("MOVED 3999 10.0.0.1:7000", "a"), (HostPort{"10.0.0.1", 7000}));
    EXPECT_EQ(redirection("ASK 3999 b.test:7000", "a"), (HostPort{"b.test", 7000}));
    EXPECT_EQ(redirection("MOVED 1 fe80::1:7000", "a"), (HostPort{"fe80::1", 7000}));
    EXPECT_EQ(redirection("MOVED 1 :7000", "a"), (HostPort{"a", 7000}));
    for (const char* nowhere : {"MOVED 1 ?:7000", "MOVED 1", "MOVED", "MOVED 1 a:", "MOVED 1 a:0",
                                "MOVED 1 a:65536", "MOVED 1 a:7000x"})
        EXPECT_FALSE(redirection(nowhere, "a")) << nowhere;
}

} // namespace
} // namespace costrel::inline v1::stores
