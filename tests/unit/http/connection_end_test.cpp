#include "unit/http/peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::http {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(ConnectionEnd, ReadsNothingMoreAfterAnError)
{
    Peer peer;
    peer.send(get("Bad Header: x\r\n")).send(get());
    EXPECT_THAT(peer.requests, IsEmpty());
    EXPECT_EQ(peer.outcome(), "400!");
    EXPECT_FALSE(peer.closed); // lingers, so that the answer is not lost to a reset
    peer.end();
    EXPECT_TRUE(peer.closed);
}

TEST(ConnectionEnd, StaysOpenInHttp11AndClosesInHttp10UnlessToldOtherwise)
{
    Peer http_1_1;
    http_1_1.send(get());
    EXPECT_THAT(http_1_1.received, Not(HasSubstr("Connection:")));
    EXPECT_EQ(http_1_1.outcome(), "200");

    Peer http_1_0;
    http_1_0.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_THAT(http_1_0.received, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_EQ(http_1_0.outcome(), "200!");

    Peer kept;
    kept.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    EXPECT_THAT(kept.received, HasSubstr("\r\nConnection: keep-alive\r\n"));
    EXPECT_EQ(kept.outcome(), "200");

    Peer both;
    both.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(both.outcome(), "200!");
}

TEST(ConnectionEnd, SaysCloseInTheLastAnswerItGives)
{
    Limits limits;
    limits.keepalive_requests = 3;
    Peer peer(limits);
    peer.send(get() + get() + get() + get());
    EXPECT_EQ(peer.outcome(), "200,200,200!");
    EXPECT_EQ(peer.requests.size(), 3U);
    EXPECT_EQ(peer.received.find("Connection: close"), peer.received.rfind("Connection: close"));
    EXPECT_GT(peer.received.find("Connection: close"), peer.received.rfind("HTTP/1.1 200"));
}

TEST(ConnectionEnd, AnswersWhatIsWholeWhenThePeerEnds)
{
    EXPECT_EQ(Peer().send(get()).end().outcome(), "200!");
    EXPECT_EQ(Peer().send(post("Content-Length: 5\r\n", "hello")).end().outcome(), "200!");
    EXPECT_EQ(Peer().send(get() + get() + get()).end().outcome(), "200,200,200!");
    EXPECT_EQ(Peer().end().outcome(), "close");
    EXPECT_EQ(Peer().send("\r\n").end().outcome(), "close");
    EXPECT_EQ(Peer().send("GET / HTTP/1.1\r\n").end().outcome(), "400!");
    EXPECT_EQ(Peer().send(post("Content-Length: 5\r\n", "hell")).end().outcome(), "400!");
    EXPECT_EQ(Peer().send(chunked("5\r\nhello\r\n")).end().outcome(), "400!");
    EXPECT_EQ(Peer().send(get() + "GET ").end().outcome(), "200,400!");
}

TEST(ConnectionEnd, AnswersARequestThatWasReadBeforeThePeerEnded)
{
    Limits limits;
    Connection connection(limits, 0, test_date, {});
    const std::string input = get() + get();
    std::memcpy(connection.input().data(), input.data(), input.size());
    connection.received(input.size(), {});
    connection.received_eof({});
    ASSERT_EQ(connection.next(), Connection::Action::respond);
    connection.answer(Response("x"), {});
    EXPECT_THAT(std::string(connection.output()), Not(HasSubstr("Connection: close")));
    ASSERT_EQ(connection.next(), Connection::Action::respond);
    connection.answer(Response("x"), {});
    EXPECT_THAT(std::string(connection.output()), HasSubstr("Connection: close"));
    connection.sent(connection.output().size(), {});
    EXPECT_EQ(connection.next(), Connection::Action::close);
}

TEST(ConnectionEnd, RefusesWhatWasHalfReadWhenThePeerEndedDuringAnAnswer)
{
    Limits limits;
    Connection connection(limits, 0, test_date, {});
    const std::string input = get() + "GET ";
    std::memcpy(connection.input().data(), input.data(), input.size());
    connection.received(input.size(), {});
    connection.received_eof({});
    ASSERT_EQ(connection.next(), Connection::Action::respond);
    connection.answer(Response("x"), {});
    EXPECT_THAT(std::string(connection.output()), HasSubstr("HTTP/1.1 400 BAD REQUEST"));
    connection.sent(connection.output().size(), {});
    EXPECT_EQ(connection.next(), Connection::Action::close);
}

TEST(ConnectionEnd, FinishesAfterTheAnswerUnderWay)
{
    Peer idle;
    idle.connection.finish(idle.now);
    idle.pump();
    EXPECT_TRUE(idle.closed);

    Peer half_read;
    half_read.send("GET / HTTP/1.1\r\n");
    half_read.connection.finish(half_read.now);
    EXPECT_EQ(half_read.send("Host: a\r\n\r\n").outcome(), "200!");
    EXPECT_THAT(half_read.received, HasSubstr("Connection: close"));

    Peer responding;
    responding.respond = [&](const Message&) {
        responding.connection.finish(responding.now);
        return Response("x");
    };
    EXPECT_EQ(responding.send(get() + get()).outcome(), "200!");

    Peer writing;
    writing.reads = false;
    writing.send(get());
    writing.connection.finish(writing.now);
    EXPECT_FALSE(writing.closed);
    writing.reads = true;
    writing.pump();
    EXPECT_EQ(writing.outcome(), "200!");
}

} // namespace
} // namespace costrel::http
