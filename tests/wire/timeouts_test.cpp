#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/test_responder.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace costrel::wire {
namespace {

using namespace std::chrono_literals;

// All other limits stay at their defaults, which are far longer than a test: what ends a connection
// is the limit that the test sets.
class Timeouts : public testing::Test {
protected:
    // Limits are looked at ten times a second; on a busy machine somewhat later.
    static constexpr std::chrono::milliseconds limit = 300ms;
    static constexpr std::chrono::milliseconds tolerance = 1500ms;

    void TearDown() override
    {
        const auto elapsed = std::chrono::steady_clock::now() - start_;
        EXPECT_GE(elapsed, limit);
        EXPECT_LT(elapsed, limit + tolerance);
    }

    TestResponder responder;

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

TEST_F(Timeouts, OfAHeadThatNeverComesToItsEnd)
{
    RunningServer server(responder, {.header_timeout = limit});
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nHos");
    EXPECT_EQ(client.read_status(), 408);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(Timeouts, OfAHeadAreNotPutOffByMoreBytes)
{
    RunningServer server(responder, {.header_timeout = limit});
    Client client(server.port());
    client.send("GET / HTTP/1.1\r\nX: ");
    for (int i = 0; i < 200 && client.stays_silent(10ms); ++i)
        client.send("x");
    EXPECT_EQ(client.read_status(), 408);
}

TEST_F(Timeouts, OfAConnectionThatNeverSaysAnythingAreSilent)
{
    RunningServer server(responder, {.header_timeout = limit, .keepalive_idle = limit});
    Client client(server.port());
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(Timeouts, OfAnIdleConnectionAreSilent)
{
    RunningServer server(responder, {.keepalive_idle = limit});
    Client client(server.port());
    client.send(get("/"));
    EXPECT_EQ(client.read_status(), 200);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(Timeouts, OfABodyThatPauses)
{
    RunningServer server(responder, {.body_gap = limit});
    Client client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    EXPECT_EQ(client.read_status(), 408);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(Timeouts, OfABodyThatTrickles)
{
    RunningServer server(responder, {.body_grace = limit, .body_min_rate = 1024 * 1024});
    Client client(server.port());
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
    for (int i = 0; i < 200 && client.stays_silent(10ms); ++i)
        client.send("x");
    EXPECT_EQ(client.read_status(), 408);
}

TEST_F(Timeouts, OfAClientThatDoesNotReadItsAnswerReset)
{
    RunningServer server(responder, {.write_stall = limit});
    Client client(server.port(), 4096);
    client.send(get("/large"));
    std::this_thread::sleep_for(limit + 300ms);
    EXPECT_EQ(client.wait_for_end(), End::reset);
}

// The system takes more for the client only when much of its buffer has become free, unless it is
// told otherwise; until then a steady reader looks like one that has stopped.
TEST_F(Timeouts, OfASlowAndSteadyReaderDoNotResetIt)
{
    RunningServer server(responder, {.write_stall = 1s});
    Client client(server.port(), 64 * 1024);
    client.send(get("/large"));
    std::size_t taken = 0;
    for (int i = 0; i < 60; ++i) {
        taken += client.read_some(32 * 1024).size();
        std::this_thread::sleep_for(50ms);
    }
    taken += client.read_some(TestResponder::large_size).size();
    while (const std::size_t more = client.read_some().size())
        taken += more;
    EXPECT_GT(taken, TestResponder::large_size);
}

TEST_F(Timeouts, OfAConnectionsLifeEndItWithAnAnswer)
{
    RunningServer server(responder, {.connection_lifetime = limit});
    Client client(server.port());
    client.send(get("/"));
    EXPECT_FALSE(client.read_answer()->field("Connection"));
    std::this_thread::sleep_for(limit);
    client.send(get("/"));
    EXPECT_EQ(client.read_answer()->field("Connection"), "close");
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

// A regression would make every slow handler's answer a reset.
TEST_F(Timeouts, DoNotCountTheTimeInAHandler)
{
    RunningServer server(responder, {.header_timeout = 100ms,
                                     .body_gap = 100ms,
                                     .keepalive_idle = 100ms,
                                     .write_stall = 100ms});
    Client client(server.port());
    client.send(get("/later"));
    responder.wait_until_held();
    std::this_thread::sleep_for(limit);
    responder.release();
    EXPECT_EQ(client.read_answer()->body, "later");
}

} // namespace
} // namespace costrel::wire
