#include "stores/redis/resp.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace costrel::inline v1::stores::resp {
namespace {

using Type = Reply::Type;

// Every reply of `bytes`, which come in pieces of that size.
std::vector<Reply> read(std::string_view bytes, std::size_t piece, bool* is_corrupt = nullptr)
{
    Reader reader;
    std::vector<Reply> replies;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.feed(bytes.substr(at, piece));
        while (auto reply = reader.next())
            replies.push_back(*std::move(reply));
    }
    if (is_corrupt)
        *is_corrupt = reader.is_corrupt();
    else
        EXPECT_FALSE(reader.is_corrupt());
    return replies;
}

bool is_corrupt(std::string_view bytes)
{
    bool whole = false;
    bool pieces = false;
    read(bytes, bytes.size(), &whole);
    read(bytes, 1, &pieces);
    EXPECT_EQ(whole, pieces) << bytes;
    return whole;
}

TEST(Resp, ACommandIsAnArrayOfTexts)
{
    std::string out;
    write_command(out, {"GET", "a\r\nb", ""});
    EXPECT_EQ(out, "*3\r\n$3\r\nGET\r\n$4\r\na\r\nb\r\n$0\r\n\r\n");
}

TEST(Resp, RepliesAreReadHoweverTheyAreCut)
{
    constexpr std::string_view bytes =
        "+OK\r\n-OOM no\r\n:-42\r\n$5\r\na\r\nbc\r\n$0\r\n\r\n$-1\r\n"
        "*2\r\n*1\r\n:1\r\n*-1\r\n*0\r\n_\r\n#t\r\n,1.5\r\n(12\r\n"
        "%1\r\n+a\r\n:1\r\n~1\r\n+b\r\n>1\r\n+c\r\n!4\r\nERR \r\n"
        "=5\r\ntxt:x\r\n";
    const std::vector<Reply> whole = read(bytes, bytes.size());
    ASSERT_EQ(whole.size(), 17U);
    EXPECT_EQ(whole[0], (Reply{.type = Type::text, .text = "OK"}));
    EXPECT_TRUE(whole[1].is_error("OOM"));
    EXPECT_EQ(whole[2].number, -42);
    EXPECT_EQ(whole[3].text, "a\r\nbc");
    EXPECT_EQ(whole[4], (Reply{.type = Type::text}));
    EXPECT_EQ(whole[5], Reply{});
    EXPECT_EQ(whole[6].items.size(), 2U);
    EXPECT_EQ(whole[6].items[0].items[0].number, 1);
    EXPECT_EQ(whole[6].items[1], Reply{});
    EXPECT_EQ(whole[7], (Reply{.type = Type::array}));
    EXPECT_EQ(whole[12].items.size(), 2U);
    EXPECT_EQ(whole[14].type, Type::push);
    EXPECT_TRUE(whole[15].is_error("ERR"));
    for (std::size_t piece = 1; piece < bytes.size(); ++piece)
        EXPECT_EQ(read(bytes, piece), whole) << piece;
}

TEST(Resp, WhatIsNoReplyIsCorrupt)
{
    for (const std::string_view bytes :
         {"x\r\n", "\r\n", ":\r\n", ":1x\r\n", ":99999999999999999999\r\n", "$x\r\n", "$-2\r\n",
          "$3\r\nabcde\r\n", "*-2\r\n", "*x\r\n", "#x\r\n", "_x\r\n", "HTTP/1.1 200 OK\r\n",
          "$1\r\nabc"})
        EXPECT_TRUE(is_corrupt(bytes)) << bytes;
}

TEST(Resp, WhatIsTooMuchIsCorruptBeforeItCame)
{
    EXPECT_TRUE(is_corrupt("$2147483648\r\n"));
    EXPECT_TRUE(is_corrupt("$9223372036854775807\r\n"));
    EXPECT_TRUE(is_corrupt("*2147483648\r\n"));
    EXPECT_TRUE(is_corrupt("*16385\r\n"));
    std::string deep;
    for (std::size_t i = 0; i < Reader::deepest; ++i)
        deep += "*1\r\n";
    EXPECT_EQ(read(deep + ":1\r\n", 1).size(), 1U);
    EXPECT_TRUE(is_corrupt(deep + "*1\r\n"));
    EXPECT_TRUE(
        is_corrupt("*3\r\n$1048576\r\n" + std::string(1'048'576, 'x') + "\r\n$1048577\r\n"));
    EXPECT_TRUE(is_corrupt("+" + std::string(Reader::longest_line + 2, 'x')));
    std::string wide = "*9000\r\n";
    for (int i = 0; i < 8999; ++i)
        wide += ":1\r\n";
    EXPECT_TRUE(is_corrupt(wide + "*9000\r\n"));
}

TEST(Resp, AReaderThatIsCorruptKeepsNothing)
{
    Reader reader;
    reader.feed("x\r\n");
    EXPECT_FALSE(reader.next());
    reader.feed(std::string(100'000, 'x'));
    EXPECT_EQ(reader.kept(), 0U);
    EXPECT_FALSE(reader.next());
}

TEST(Resp, WhatWasReadIsNotKept)
{
    Reader reader;
    std::string reply = "$1000\r\n" + std::string(1'000, 'x') + "\r\n";
    std::size_t read = 0;
    for (int i = 0; i < 1'000; ++i) {
        reader.feed(reply);
        reader.feed("$10"); // and a part of the next
        while (reader.next())
            ++read;
        reply = "00\r\n" + std::string(1'000, 'x') + "\r\n";
    }
    EXPECT_EQ(read, 1'000U);
    EXPECT_EQ(reader.kept(), 3U);
}

} // namespace
} // namespace costrel::inline v1::stores::resp
