#include "unit/http/peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

using namespace std::chrono_literals;

TEST(ConnectionTime, ClosesASilentConnectionWithoutAWord)
{
    Peer peer;
    EXPECT_EQ(peer.wait(9'999ms).outcome(), "");
    EXPECT_EQ(peer.wait(1ms).outcome(), "close");
}

TEST(ConnectionTime, GivesAHeadTenSecondsFromItsFirstByteHoweverItComes)
{
    Peer slow;
    slow.wait(5s).send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
    for (int i = 0; i < 9; ++i)
        slow.wait(1s).send("x");
    EXPECT_EQ(slow.wait(999ms).outcome(), "");
    EXPECT_EQ(slow.wait(1ms).outcome(), "408!");
    EXPECT_THAT(slow.received, testing::HasSubstr("Connection: close"));
}

TEST(ConnectionTime, StartsTheClockOfANextHeadAtItsFirstByte)
{
    Peer peer;
    peer.send(get()).wait(14s).send("G").wait(9'999ms);
    EXPECT_EQ(peer.outcome(), "200");
    EXPECT_EQ(peer.wait(1ms).outcome(), "200,408!");
}

TEST(ConnectionTime, DoesNotTakeAnEmptyLineForTheStartOfARequest)
{
    Peer peer;
    peer.send(get() + "\r\n").wait(14'999ms);
    EXPECT_EQ(peer.outcome(), "200");
    EXPECT_EQ(peer.wait(1ms).outcome(), "200!");
    EXPECT_TRUE(peer.closed);
}

TEST(ConnectionTime, ClosesAnIdleConnectionAfterFifteenSeconds)
{
    Peer peer;
    peer.send(get()).wait(14'999ms);
    EXPECT_EQ(peer.outcome(), "200");
    peer.wait(1ms);
    EXPECT_EQ(peer.outcome(), "200!");
    EXPECT_TRUE(peer.closed);
    EXPECT_FALSE(peer.fin) << "an idle connection has nothing to linger for";
}

TEST(ConnectionTime, EndsABodyThatStops)
{
    Limits limits;
    limits.body_min_rate = 0;
    Peer peer(limits);
    peer.send(post("Content-Length: 100\r\n", "x")).wait(9s).send("x").wait(9'999ms);
    EXPECT_EQ(peer.outcome(), "");
    EXPECT_EQ(peer.wait(1ms).outcome(), "408!");
}

TEST(ConnectionTime, EndsABodyThatDribbles)
{
    Peer peer;
    peer.send(post("Content-Length: 100000\r\n", "x"));
    for (int i = 0; i < 9; ++i)
        peer.wait(500ms).send("x");
    EXPECT_EQ(peer.wait(499ms).outcome(), "");
    EXPECT_EQ(peer.wait(1ms).outcome(), "408!");
}

TEST(ConnectionTime, EndsABodyThatBecomesSlow)
{
    Peer peer;
    peer.send(post("Content-Length: 1000000\r\n", std::string(20'000, 'x')));
    // 20,000 bytes are enough for the ten seconds that are looked at, but not for ever.
    for (int i = 0; i < 8; ++i)
        peer.wait(1s).send("x");
    EXPECT_EQ(peer.outcome(), "");
    for (int i = 0; i < 4; ++i)
        peer.wait(1s).send("x");
    EXPECT_EQ(peer.outcome(), "408!");
}

TEST(ConnectionTime, LetsASteadyBodyTakeItsTime)
{
    Peer peer;
    peer.send(post("Content-Length: 122880\r\n", ""));
    for (int i = 0; i < 60; ++i)
        peer.send(std::string(2048, 'x')).wait(1s);
    EXPECT_EQ(peer.outcome(), "200");
}

TEST(ConnectionTime, ResetsAPeerThatTakesNothing)
{
    Peer peer;
    peer.reads = false;
    peer.send(get()).wait(19'999ms);
    EXPECT_FALSE(peer.closed);
    peer.wait(1ms);
    EXPECT_TRUE(peer.reset);
}

TEST(ConnectionTime, StartsTheClockOfAWriteAnewWhenThePeerTakesSomething)
{
    Peer peer;
    peer.reads = false;
    peer.send(get()).wait(19s);
    peer.connection.sent(1, peer.now);
    peer.wait(19s);
    EXPECT_FALSE(peer.closed);
    peer.wait(1s);
    EXPECT_TRUE(peer.reset);
}

TEST(ConnectionTime, DoesNotCountWhatALaterPipelinedRequestTakes)
{
    const Limits limits;
    Connection connection(limits, 0, test_date, {});
    const std::string input = get() + get();
    std::memcpy(connection.input().data(), input.data(), input.size());
    connection.received(input.size(), {});
    connection.respond(Response("at once"), {});
    const Connection::TimePoint later = Connection::TimePoint() + 1min;
    connection.respond(Response("a minute later"), later);
    connection.sent(1);
    connection.tick(later);
    EXPECT_EQ(connection.next(), Connection::Action::write);
    connection.sent(connection.output().size());
    EXPECT_EQ(connection.idle_since(), later);
}

TEST(ConnectionTime, ResetsAPeerThatDoesNotTakeItsErrorPage)
{
    Peer peer;
    peer.reads = false;
    peer.send("\n").wait(20s);
    EXPECT_TRUE(peer.reset);
}

TEST(ConnectionTime, SaysCloseWhenTheConnectionIsOld)
{
    Limits limits;
    limits.connection_lifetime = 20s;
    Peer peer(limits);
    peer.wait(5s).send(get()).wait(14s).send(get());
    EXPECT_EQ(peer.outcome(), "200,200");
    EXPECT_EQ(peer.wait(1s).send(get()).outcome(), "200,200,200!");
}

TEST(ConnectionTime, LetsAHandlerTakeItsTime)
{
    Limits limits;
    Connection connection(limits, 0, test_date, {});
    std::memcpy(connection.input().data(), get().data(), get().size());
    connection.received(get().size(), {});
    EXPECT_EQ(connection.deadline(), Connection::TimePoint::max());
    const auto later = Connection::TimePoint() + 1h - 1ms;
    connection.tick(later);
    ASSERT_EQ(connection.next(), Connection::Action::respond);
    connection.respond(Response("x"), later);
    EXPECT_EQ(connection.deadline(), later + 20s);
}

TEST(ConnectionTime, DoesNothingBeforeTheDeadline)
{
    Peer peer;
    peer.send("G");
    peer.connection.tick(peer.now + 9'999ms);
    EXPECT_EQ(peer.connection.next(), Connection::Action::read);
}

} // namespace
} // namespace costrel::inline v1::http
