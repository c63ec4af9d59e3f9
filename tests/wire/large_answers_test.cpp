#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/test_responder.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace costrel::inline v1::wire {
namespace {

using namespace std::chrono_literals;

TEST(LargeAnswers, ReachASlowReaderWhole)
{
    TestResponder responder;
    // Its reader never stalls for as long as this, though all of it takes longer.
    constexpr auto stall = 2s;
    const auto begin = std::chrono::steady_clock::now();
    RunningServer server(responder, {.write_stall = stall});
    Client client(server.port(), 64 * 1024);
    client.send(get("/large", "Connection: close\r\n"));
    std::size_t received = 0;
    int reads = 0;
    for (std::string some; !(some = client.read_some()).empty(); received += some.size())
        if (++reads % 4 == 0)
            std::this_thread::sleep_for(80ms);
    EXPECT_GT(std::chrono::steady_clock::now() - begin, stall);
    EXPECT_GT(received, TestResponder::large_size);
    EXPECT_LT(received, TestResponder::large_size + 1024);
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

TEST(LargeAnswers, DoNotHoldUpOtherConnections)
{
    TestResponder responder;
    RunningServer server(responder);
    Client unread(server.port(), 4096);
    unread.send(get("/large"));
    ASSERT_FALSE(unread.stays_silent(Client::patience));

    Client other(server.port());
    for (int i = 0; i < 10; ++i) {
        other.send(get("/"));
        EXPECT_EQ(other.read_status(), 200);
    }
}

TEST(LargeAnswers, KeepTheOrderOfPipelinedRequests)
{
    TestResponder responder;
    RunningServer server(responder);
    Client client(server.port());
    client.send(get("/large") + get("/") + get("/large") + get("/"));
    EXPECT_EQ(client.read_answer()->body.size(), TestResponder::large_size);
    EXPECT_EQ(client.read_answer()->body, "hello");
    EXPECT_EQ(client.read_answer()->body.size(), TestResponder::large_size);
    EXPECT_EQ(client.read_answer()->body, "hello");
}

} // namespace
} // namespace costrel::inline v1::wire
