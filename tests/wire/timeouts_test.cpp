#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/test_responder.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;

// What ends a connection is the limit that the test sets: none of the others comes.
class Timeouts : public testing::Test {
protected:
    static constexpr std::chrono::milliseconds limit = 300ms;

    // With an hour for each limit that is at its default.
    static Limits only(Limits limits)
    {
        const Limits defaults;
        for (const auto time : {&Limits::header_timeout, &Limits::body_gap, &Limits::body_grace,
                                &Limits::keepalive_idle, &Limits::write_stall})
            if (limits.*time == defaults.*time)
                limits.*time = 1h;
        return limits;
    }

    void TearDown() override
    {
        EXPECT_GE(std::chrono::steady_clock::now() - start_, limit) << "it came too early";
    }

    TestResponder responder;

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

TEST_F(Timeouts, OfAHeadThatNeverComesToItsEnd)
{
    RunningServer server(responder, only({.header_timeout = limit}));
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHos");
    EXPECT_EQ(client.read_status(), 408);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(Timeouts, OfAHeadAreNotPutOffByMoreBytes)
{
    RunningServer server(responder, only({.header_timeout = limit}));
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nX: ");
    for (int i = 0; i < 200 && client.stays_silent(10ms); ++i)
        client.send("x");
    EXPECT_EQ(client.read_status(), 408);
}

TEST_F(Timeouts, OfAConnectionThatNeverSaysAnythingAreSilent)
{
    RunningServer server(responder, only({.header_timeout = limit, .keepalive_idle = limit}));
    Client client(server.port());
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(Timeouts, OfAnIdleConnectionAreSilent)
{
    RunningServer server(responder, only({.keepalive_idle = limit}));
    Client client(server.port());
    client.send(get("/"));
    EXPECT_EQ(client.read_status(), 200);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(Timeouts, OfABodyThatPauses)
{
    RunningServer server(responder, only({.body_gap = limit}));
    Client client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    EXPECT_EQ(client.read_status(), 408);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(Timeouts, OfABodyThatTrickles)
{
    RunningServer server(responder, only({.body_grace = limit, .body_min_rate = 1024 * 1024}));
    Client client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    for (int i = 0; i < 200 && client.stays_silent(10ms); ++i)
        client.send("x");
    EXPECT_EQ(client.read_status(), 408);
}

TEST_F(Timeouts, OfAClientThatDoesNotReadItsAnswerReset)
{
    RunningServer server(responder, only({.write_stall = limit}));
    Client client(server.port(), 4096);
    client.send(get("/large"));
    EXPECT_TRUE(client.is_reset_unread());
    EXPECT_EQ(client.wait_for_end(), End::reset);
}

// The system takes more for the client only when much of its buffer has become free, unless it is
// told otherwise; until then a steady reader looks like one that has stopped.
TEST_F(Timeouts, OfASlowAndSteadyReaderDoNotResetIt)
{
    RunningServer server(responder, {.write_stall = 3s});
    Client client(server.port(), 64 * 1024);
    client.send(get("/large"));
    std::size_t taken = 0;
    for (int i = 0; i < 60; ++i) {
        taken += client.read_some(32 * 1024).size();
        std::this_thread::sleep_for(150ms);
    }
    taken += client.read_some(TestResponder::large_size).size();
    while (const std::size_t more = client.read_some().size())
        taken += more;
    EXPECT_GT(taken, TestResponder::large_size);
}

TEST_F(Timeouts, OfAConnectionsLifeEndItWithAnAnswer)
{
    constexpr auto lifetime = 2s; // in which the first answer has to come
    RunningServer server(responder, only({.connection_lifetime = lifetime}));
    Client client(server.port());
    client.send(get("/"));
    EXPECT_FALSE(client.read_answer()->field("Connection"));
    std::this_thread::sleep_for(lifetime);
    client.send(get("/"));
    EXPECT_EQ(client.read_answer()->field("Connection"), "close");
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

// A regression would make every slow handler's answer a reset.
TEST_F(Timeouts, DoNotCountTheTimeInAHandler)
{
    constexpr auto most = 2s; // in which a request has to come, and its answer to be taken
    RunningServer server(responder, only({.header_timeout = most,
                                          .body_gap = most,
                                          .keepalive_idle = most,
                                          .write_stall = most}));
    Client client(server.port());
    client.send(get("/later"));
    responder.wait_until_held();
    std::this_thread::sleep_for(most + limit);
    responder.release();
    EXPECT_EQ(client.read_answer()->body, "later");
}

// What the loop has no time to see lies in the system.
TEST_F(Timeouts, DoNotCountTheTimeInWhichAHandlerHoldsUpTheLoop)
{
    constexpr auto most = 4s; // in which the four clients have to come so far as they are to
    RunningServer server(responder,
                         only({.header_timeout = most, .body_gap = most, .write_stall = most}));
    Client head(server.port()), body(server.port()), reader(server.port(), 64 * 1024);
    Client holder(server.port());
    body.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(body.read_status(), 100);
    body.send("he");
    head.send("GET / HTTP/1.1\r\nHos");
    reader.send(get("/large", "Connection: close\r\n"));
    std::size_t taken = reader.read_some(1).size();
    holder.send(get("/held"));
    responder.wait_until_held();
    std::this_thread::sleep_for(limit); // the next sweep is due
    body.send("llo");
    head.send("t: a\r\n\r\n");
    std::jthread rest([&] {
        while (const std::size_t more = reader.read_some().size())
            taken += more;
    });
    std::this_thread::sleep_for(most + limit);
    responder.release();
    EXPECT_EQ(body.read_status(), 200);
    EXPECT_EQ(head.read_status(), 200);
    EXPECT_EQ(holder.read_status(), 200);
    rest.join();
    EXPECT_GT(taken, TestResponder::large_size);
}

} // namespace
} // namespace costrel::inline v1::wire
