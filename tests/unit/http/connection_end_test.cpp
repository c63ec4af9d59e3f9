#include "unit/http/peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

using namespace std::chrono_literals;
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

TEST(ConnectionEnd, DropsWhatStillComesAfterAnErrorAsLongAsItComesFastEnough)
{
    struct Case {
        std::size_t bytes;
        std::chrono::milliseconds pause;
        std::chrono::milliseconds closed_after;
    };
    for (const auto& [bytes, pause, closed_after] : {
             Case{1'000'000, 1s, 30s}, // a fast upload, as long as there is time
             Case{0, 2s, 2s},          // nothing
             Case{1, 1s, 5s},          // a byte a second: body_min_rate counts after body_grace
             Case{1'000'000, 2s, 2s},  // a pause
         }) {
        Peer peer;
        peer.send(post("Content-Length: 99999999\r\n", ""));
        EXPECT_EQ(peer.outcome(), "413!");
        const auto begin = peer.now;
        for (int i = 0; i < 100 && !peer.closed; ++i) {
            peer.wait(pause - 1ms);
            EXPECT_EQ(peer.closed, peer.now - begin >= closed_after) << bytes;
            peer.wait(1ms).send(std::string(bytes, 'x'));
        }
        EXPECT_TRUE(peer.closed);
        EXPECT_EQ(peer.now - begin, closed_after) << bytes;
    }
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
    connection.respond(Response("x"), {});
    EXPECT_THAT(std::string(connection.output()), Not(HasSubstr("Connection: close")));
    ASSERT_EQ(connection.next(), Connection::Action::respond);
    connection.respond(Response("x"), {});
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
    connection.respond(Response("x"), {});
    EXPECT_THAT(std::string(connection.output()), HasSubstr("HTTP/1.1 400 BAD REQUEST"));
    connection.sent(connection.output().size(), {});
    EXPECT_EQ(connection.next(), Connection::Action::close);
}

TEST(ConnectionEnd, FinishesAfterTheAnswerUnderWay)
{
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
    EXPECT_EQ(responding.send(get()).outcome(), "200!");
}

TEST(ConnectionEnd, FinishesAfterTheAnswersToWhatWasReceivedBefore)
{
    Peer pipelining;
    pipelining.respond = [&](const Message&) {
        pipelining.connection.finish(pipelining.now);
        return Response("x");
    };
    EXPECT_EQ(pipelining.send(get() + get() + get()).outcome(), "200,200,200!");
    EXPECT_EQ(pipelining.received.find("Connection: close"),
              pipelining.received.rfind("Connection: close"));
}

// Its client has seen no "close", and so may have sent the next one.
TEST(ConnectionEnd, FinishesAfterOneMoreRequestWhenTheAnswerUnderWayDoesNotSayClose)
{
    for (const bool sends_another : {false, true}) {
        Peer peer;
        peer.reads = false;
        peer.send(get());
        peer.connection.finish(peer.now);
        peer.reads = true;
        peer.wait(900ms);
        EXPECT_EQ(peer.outcome(), "200");
        if (sends_another)
            peer.send(get());
        else
            peer.wait(100ms);
        EXPECT_EQ(peer.outcome(), sends_another ? "200,200!" : "200!");
        EXPECT_EQ(peer.received.find("Connection: close") != std::string::npos, sends_another);
    }
}

TEST(ConnectionEnd, FinishesAfterTheFirstRequestIfThatComesSoon)
{
    for (const bool sends_one : {false, true}) {
        Peer peer;
        peer.wait(5s);
        peer.connection.finish(peer.now);
        peer.wait(2900ms);
        EXPECT_EQ(peer.outcome(), "");
        if (sends_one)
            peer.send(get());
        else
            peer.wait(100ms);
        EXPECT_EQ(peer.outcome(), sends_one ? "200!" : "close");
    }
}

TEST(ConnectionEnd, FinishesAfterTheNextRequestIfTheLastOneWasJustNow)
{
    Peer peer;
    peer.send(get()).wait(200ms);
    peer.connection.finish(peer.now);
    peer.wait(700ms);
    EXPECT_EQ(peer.send(get()).outcome(), "200,200!");
    EXPECT_THAT(peer.received, HasSubstr("Connection: close"));
}

TEST(ConnectionEnd, FinishesAnIdleConnectionAfterOneLookAtIt)
{
    Peer idle;
    idle.send(get()).wait(2s);
    idle.connection.finish(idle.now);
    idle.pump();
    EXPECT_TRUE(idle.closed);

    Peer came_meanwhile;
    came_meanwhile.send(get()).wait(2s);
    const std::string another = get();
    came_meanwhile.unread = another;
    came_meanwhile.connection.finish(came_meanwhile.now);
    came_meanwhile.pump();
    EXPECT_EQ(came_meanwhile.outcome(), "200,200!");
    EXPECT_THAT(came_meanwhile.received, HasSubstr("Connection: close"));
}

// A loop that was busy sees the time before it sees the request.
TEST(ConnectionEnd, LooksOnceMoreBeforeAnIdleConnectionIsTooOld)
{
    const std::string another = get();
    const std::string part = "GET / HT";
    for (const std::string& unread : {another, part}) {
        Peer peer;
        peer.send(get());
        peer.unread = unread;
        peer.wait(16s);
        EXPECT_FALSE(peer.closed);
        EXPECT_EQ(peer.requests.size(), unread == part ? 1U : 2U);
    }
}

} // namespace
} // namespace costrel::inline v1::http
