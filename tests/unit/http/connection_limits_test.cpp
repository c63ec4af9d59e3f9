#include "unit/http/peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

using testing::EndsWith;

TEST(ConnectionLimits, BeginsNoPipelinedRequestWhileTooMuchOutputWaits)
{
    Limits limits;
    limits.max_response_buffer = 1000;
    Peer peer(limits);
    peer.respond = [](const Message&) { return Response(std::string(600, 'x')); };
    peer.reads = false;
    peer.send(get() + get() + get() + get());
    EXPECT_EQ(peer.requests.size(), 2U);
    EXPECT_EQ(peer.connection.next(), Connection::Action::write);
    peer.reads = true;
    peer.pump();
    EXPECT_EQ(peer.requests.size(), 4U);
    EXPECT_EQ(peer.outcome(), "200,200,200,200");
}

TEST(ConnectionLimits, LingersForTwoSecondsWhenNothingComes)
{
    Peer late;
    late.send(get("Bad Header: x\r\n")).wait(std::chrono::milliseconds(1999));
    EXPECT_FALSE(late.closed);
    late.wait(std::chrono::milliseconds(1));
    EXPECT_TRUE(late.closed);
    EXPECT_FALSE(late.reset);
}

TEST(ConnectionLimits, TakesABodyOfExactlyItsLimit)
{
    for (const bool bytewise : {false, true}) {
        Peer exact({}, 10);
        const std::string body = "0123456789";
        const std::string sized = post("Content-Length: 10\r\n", body);
        const std::string coded = chunked("4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n");
        for (const std::string& input : {sized, coded})
            bytewise ? exact.send_bytewise(input) : exact.send(input);
        EXPECT_EQ(exact.outcome(), "200,200");
        ASSERT_EQ(exact.requests.size(), 2U);
        EXPECT_EQ(exact.requests[0].body, body);
        EXPECT_EQ(exact.requests[1].body, body);
    }
    EXPECT_EQ(Peer({}, 10).send(post("Content-Length: 11\r\n", "")).outcome(), "413!");
    EXPECT_EQ(Peer({}, 10).send(chunked("4\r\n0123\r\n7\r\n")).outcome(), "413!");
    EXPECT_EQ(Peer({}, 0).send(post("Content-Length: 1\r\n", "")).outcome(), "413!");
    EXPECT_EQ(Peer({}, 0).send(post("Content-Length: 0\r\n", "")).outcome(), "200");
}

TEST(ConnectionLimits, TakesALargeBodyInPieces)
{
    std::string body(1024 * 1024, 'x');
    for (std::size_t i = 0; i < body.size(); i += 7)
        body[i] = static_cast<char>('a' + i % 26);
    Peer peer;
    peer.send(post("Content-Length: 1048576\r\n", body) + get());
    ASSERT_EQ(peer.requests.size(), 2U);
    EXPECT_TRUE(peer.requests[0].body == body);
    EXPECT_THAT(peer.received, EndsWith("\r\n\r\n"));

    Peer coded;
    std::string chunks;
    for (std::size_t i = 0; i < body.size(); i += 4096)
        chunks += "1000\r\n" + body.substr(i, 4096) + "\r\n";
    coded.send(chunked(chunks + "0\r\n\r\n") + get());
    ASSERT_EQ(coded.requests.size(), 2U);
    EXPECT_TRUE(coded.requests[0].body == body);
}

TEST(ConnectionLimits, TakesHeadsOfExactlyTheirLimits)
{
    const auto request_line = [](std::size_t size) { // GET + SP + target + SP + HTTP/1.1
        return "GET /" + std::string(size - 14, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n";
    };
    EXPECT_EQ(Peer().send(request_line(8192)).outcome(), "200");
    EXPECT_EQ(Peer().send(request_line(8193)).outcome(), "414!");
    EXPECT_EQ(Peer().send_bytewise(request_line(8192)).outcome(), "200");
    EXPECT_EQ(Peer().send_bytewise(request_line(8193)).outcome(), "414!");

    const auto fields = [](std::size_t size) { // "Host: a" and "X: ..." with their line ends
        return get("X: " + std::string(size - 9 - 5, 'x') + "\r\n");
    };
    EXPECT_EQ(Peer().send(fields(16384)).outcome(), "200");
    EXPECT_EQ(Peer().send(fields(16385)).outcome(), "431!");
    EXPECT_EQ(Peer().send_bytewise(fields(16384)).outcome(), "200");
    EXPECT_EQ(Peer().send_bytewise(fields(16385)).outcome(), "431!");
}

TEST(ConnectionLimits, RefusesAHeadAsSoonAsItIsTooLong)
{
    EXPECT_EQ(Peer().send("GET /" + std::string(8188, 'x')).outcome(), "414!");
    EXPECT_EQ(Peer().send("GET /" + std::string(8187, 'x')).outcome(), "");
    EXPECT_EQ(Peer().send("GET / HTTP/1.1\r\nX: " + std::string(16380, 'x')).outcome(), "");
    EXPECT_EQ(Peer().send("GET / HTTP/1.1\r\nX: " + std::string(16381, 'x')).outcome(), "431!");
}

TEST(ConnectionLimits, CountsTrailersAgainstTheLimitsOfTheHead)
{
    Limits limits;
    limits.max_header_fields = 4;
    EXPECT_EQ(Peer(limits).send(chunked("0\r\nA: 1\r\nB: 2\r\n\r\n")).outcome(), "200");
    EXPECT_EQ(Peer(limits).send(chunked("0\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n")).outcome(), "431!");

    limits = {};
    limits.max_header_bytes = 9 + 28 + 6; // Host, Transfer-Encoding, one trailer
    EXPECT_EQ(Peer(limits).send(chunked("0\r\nA: 1\r\n\r\n")).outcome(), "200");
    EXPECT_EQ(Peer(limits).send(chunked("0\r\nA: 12\r\n\r\n")).outcome(), "431!");
}

TEST(ConnectionLimits, BuffersNoMoreThan64KiBOfInput)
{
    Peer peer;
    peer.reads = false;
    peer.send(get());
    peer.reads = true;
    peer.pump();
    std::size_t largest = 0;
    for (int i = 0; i < 100; ++i) {
        peer.send(get("", "/" + std::string(8000, 'x')));
        largest = std::max(largest, peer.connection.input().size());
    }
    EXPECT_LE(largest, 64U * 1024);
    EXPECT_EQ(peer.requests.size(), 101U);
}

TEST(ConnectionLimits, HoldsLittleMemoryWhileItIsIdle)
{
    Peer peer;
    EXPECT_EQ(peer.connection.memory(), 0U);
    peer.send(post("Content-Length: 500000\r\n", std::string(500'000, 'x')));
    EXPECT_GT(peer.connection.memory(), 500'000U);
    peer.wait(std::chrono::seconds(1));
    EXPECT_EQ(peer.outcome(), "200");
    EXPECT_LE(peer.connection.memory() + sizeof(Connection), 4096U);
    peer.send(get());
    EXPECT_EQ(peer.outcome(), "200,200");
    EXPECT_LE(peer.connection.memory() + sizeof(Connection), 8192U);
}

} // namespace
} // namespace costrel::inline v1::http
