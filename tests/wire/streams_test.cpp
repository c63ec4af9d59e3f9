#include "wire/client.hpp"
#include "wire/memory.hpp"
#include "wire/running_server.hpp"

#include <costrel/sleep.hpp>
#include <costrel/stream.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;
using testing::EndsWith;
using testing::HasSubstr;

constexpr std::size_t large_size = 200 * 1024 * 1024;

// What the streams below did.
std::atomic<int> ended = 0;

struct Ending {
    ~Ending() { ++ended; }
};

Stream large()
{
    const std::string piece(16 * 1024, 'x');
    for (std::size_t given = 0; given < large_size; given += piece.size())
        co_yield piece;
}
Stream endless()
{
    const Ending ending;
    const std::string piece(16 * 1024, 'x');
    for (;;)
        co_yield piece;
}
Stream ticking(int ticks, std::chrono::milliseconds pause)
{
    const Ending ending;
    for (int i = 0; i < ticks; ++i) {
        co_yield "tick\n";
        co_await sleep_for(pause);
    }
    co_yield "end";
}
Stream failing()
{
    co_yield "begun";
    co_await sleep_for(10ms); // it is sent
    throw std::runtime_error("on purpose");
}

class Streams : public http::Responder {
public:
    http::Reply respond(const http::Message& message, const http::Peer&) noexcept override
    {
        if (message.path == "/large")
            return Response(large());
        if (message.path == "/endless")
            return Response(endless());
        if (message.path == "/slow")
            return Response(ticking(3, 200ms));
        if (message.path == "/hour")
            return Response(ticking(3, 1h));
        if (message.path == "/failing")
            return Response(failing());
        return Response("hello");
    }
};

class StreamsTest : public testing::Test {
protected:
    StreamsTest() { ended = 0; }

    static bool wait_for_end(std::chrono::milliseconds longest = 60s)
    {
        const auto until = std::chrono::steady_clock::now() + longest;
        while (ended == 0 && std::chrono::steady_clock::now() < until)
            std::this_thread::sleep_for(5ms);
        return ended == 1;
    }

    Streams responder;
};

TEST_F(StreamsTest, OfAnySizeTakeTheMemoryOfAPieceWhenTheirReaderIsSlow)
{
    RunningServer server(responder);
    Client client(server.port(), 64 * 1024);
    client.send(get("/large", "Connection: close\r\n"));
    ASSERT_EQ(client.read_some(1024).substr(0, 15), "HTTP/1.1 200 OK");
    std::this_thread::sleep_for(300ms); // for the server to fill what it can
    const std::size_t before = memory_of_process("VmRSS");
    std::size_t most = before;
    std::size_t received = 0;
    int reads = 0;
    for (std::string some; !(some = client.read_some()).empty(); received += some.size()) {
        if (++reads % 256 == 0)
            most = std::max(most, memory_of_process("VmRSS"));
        if (reads % 1024 == 0)
            std::this_thread::sleep_for(5ms);
    }
    EXPECT_GT(received, large_size);
    EXPECT_LT(received, large_size + large_size / 100);
    EXPECT_EQ(client.wait_for_end(), End::fin);
    EXPECT_LT(most - before, 4U * 1024 * 1024);
}

TEST_F(StreamsTest, LetOthersHaveTheirTurn)
{
    RunningServer server(responder);
    Client greedy(server.port());
    greedy.send(get("/endless"));
    std::jthread reader([&](const std::stop_token& stop) {
        while (!stop.stop_requested())
            greedy.read_some();
    });
    Client other(server.port());
    for (int i = 0; i < 20; ++i) {
        other.send(get("/"));
        ASSERT_EQ(other.read_status(), 200);
    }
}

TEST_F(StreamsTest, EndWhenTheirClientGoesAway)
{
    RunningServer server(responder);
    {
        Client client(server.port(), 4096);
        client.send(get("/endless"));
        ASSERT_FALSE(client.stays_silent(Client::patience));
        client.reset();
    }
    EXPECT_TRUE(wait_for_end());
}

TEST_F(StreamsTest, SendWhatTheyHaveBeforeTheyWait)
{
    RunningServer server(responder);
    Client client(server.port());
    client.send(get("/slow", "Connection: close\r\n"));
    std::string received;
    while (received.find("tick\n") == received.npos)
        received += client.read_some();
    EXPECT_EQ(received.find("tick\n"), received.rfind("tick\n")); // one, and not all at the end
    received += client.read_to_end();
    EXPECT_THAT(received, EndsWith("3\r\nend\r\n0\r\n\r\n"));
    EXPECT_TRUE(wait_for_end());
}

TEST_F(StreamsTest, KeepTheConnection)
{
    RunningServer server(responder);
    Client client(server.port());
    client.send(get("/slow") + get("/"));
    std::string received;
    while (received.find("hello") == received.npos)
        received += client.read_some();
    EXPECT_THAT(received, HasSubstr("\r\n0\r\n\r\nHTTP/1.1 200 OK"));
}

TEST_F(StreamsTest, AreWholeInAGracefulStop)
{
    RunningServer server(responder);
    Client client(server.port());
    client.send(get("/slow"));
    ASSERT_FALSE(client.stays_silent(Client::patience));
    server->stop();
    EXPECT_THAT(client.read_to_end(), EndsWith("3\r\nend\r\n0\r\n\r\n"));
    EXPECT_EQ(client.wait_for_end(), End::fin);
    EXPECT_EQ(server.join(), 0);
}

TEST_F(StreamsTest, ThatAreCutAreReset)
{
    for (const char* path : {"/endless", "/hour"}) {
        ended = 0;
        RunningServer server(responder);
        Client client(server.port(), 4096);
        client.send("GET " + std::string(path) + " HTTP/1.0\r\n\r\n");
        ASSERT_FALSE(client.stays_silent(Client::patience));
        server->cut();
        EXPECT_EQ(client.wait_for_end(), End::reset) << path; // a FIN would be its end
        EXPECT_TRUE(wait_for_end());
    }
}

TEST_F(StreamsTest, ThatFailAreReset)
{
    RunningServer server(responder);
    Client client(server.port());
    client.send("GET /failing HTTP/1.0\r\n\r\n");
    EXPECT_EQ(client.wait_for_end(), End::reset);
}

TEST_F(StreamsTest, AreResetWhenTheirReaderStalls)
{
    RunningServer server(responder, {.write_stall = 300ms});
    Client client(server.port(), 4096);
    client.send(get("/endless"));
    EXPECT_TRUE(wait_for_end());
}

} // namespace
} // namespace costrel::inline v1::wire
