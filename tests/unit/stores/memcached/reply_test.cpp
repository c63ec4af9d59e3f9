#include "stores/memcached/reply.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace costrel::inline v1::stores {
namespace {

using Code = MemcachedReply::Code;

// The replies in `bytes`, which come one by one.
std::vector<MemcachedReply> read(const std::string& bytes, bool& is_corrupt)
{
    MemcachedReader reader;
    std::vector<MemcachedReply> replies;
    for (const char byte : bytes) {
        reader.feed({&byte, 1});
        while (auto reply = reader.next())
            replies.push_back(*std::move(reply));
    }
    is_corrupt = reader.is_corrupt();
    return replies;
}

TEST(MemcachedReply, IsReadByteByByte)
{
    bool is_corrupt = true;
    const auto replies =
        read("HD\r\nVA 4 c17 t-1\r\na\r\nb\r\nEN\r\nVA 0 t30 c9\r\n\r\nNF\r\nNS\r\nEX\r\n"
             "SERVER_ERROR out of memory storing object\r\nHD s5 c3\r\n",
             is_corrupt);
    const std::vector<MemcachedReply> expected{
        {.code = Code::done},
        {.code = Code::value, .text = "a\r\nb", .cas = 17},
        {.code = Code::missing},
        {.code = Code::value, .cas = 9, .left = 30},
        {.code = Code::missing},
        {.code = Code::not_stored},
        {.code = Code::exists},
        {.code = Code::error, .text = "SERVER_ERROR out of memory storing object"},
        {.code = Code::done, .cas = 3}};
    EXPECT_EQ(replies, expected);
    EXPECT_FALSE(is_corrupt);
}

TEST(MemcachedReply, IsNothingElse)
{
    for (const std::string bytes :
         {"+OK\r\n", "VA\r\n", "VA x c1\r\n", "VA -1\r\n", "VA 2097153\r\n", "VA 1 cx\r\na\r\n",
          "VA 1 c18446744073709551616\r\na\r\n", "VA 1\r\nab\r\n", "\r\n", "hd\r\n"}) {
        bool is_corrupt = false;
        EXPECT_TRUE(read(bytes, is_corrupt).empty()) << bytes;
        EXPECT_TRUE(is_corrupt) << bytes;
    }
}

TEST(MemcachedReply, HasNoLineWithoutEnd)
{
    MemcachedReader reader;
    reader.feed(std::string(MemcachedReader::longest_line + 1, 'H'));
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.is_corrupt());
    EXPECT_EQ(reader.kept(), 0U);
}

} // namespace
} // namespace costrel::inline v1::stores
