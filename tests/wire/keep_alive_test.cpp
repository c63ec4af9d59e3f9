#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/test_responder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1::wire {
namespace {

using testing::MatchesRegex;
using testing::Optional;

class KeepAlive : public testing::Test {
protected:
    TestResponder responder;
    RunningServer server{responder};
    Client client{server.port()};
};

TEST_F(KeepAlive, AnswersManyRequestsOnOneConnection)
{
    for (int i = 0; i < 50; ++i) {
        ASSERT_TRUE(client.send(get("/")));
        const auto answer = client.read_answer();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 200);
        EXPECT_EQ(answer->body, "hello");
    }
}

TEST_F(KeepAlive, DatesEachAnswer)
{
    client.send(get("/"));
    EXPECT_THAT(client.read_answer()->field("Date"),
                Optional(MatchesRegex(
                    "[A-Z][a-z][a-z], [0-9][0-9] [A-Z][a-z][a-z] [0-9]{4} [0-9:]{8} GMT")));
}

TEST_F(KeepAlive, TellsTheResponderWhoAsks)
{
    client.send(get("/peer"));
    EXPECT_EQ(client.read_answer()->body, "127.0.0.1");
}

TEST_F(KeepAlive, TakesARequestByteByByte)
{
    for (const char byte : post("/echo", "slow"))
        ASSERT_TRUE(client.send({&byte, 1}));
    EXPECT_EQ(client.read_answer()->body, "slow");
}

TEST_F(KeepAlive, EndsWhenTheClientAsksForIt)
{
    client.send(get("/", "Connection: close\r\n"));
    EXPECT_EQ(client.read_answer()->field("Connection"), "close");
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

TEST_F(KeepAlive, EndsAfterAnAnswerToHttp10)
{
    client.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(client.read_status(), 200);
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

TEST_F(KeepAlive, AnswersHeadWithTheHeadOfGet)
{
    client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n" + get("/"));
    const auto head = client.read_answer(true);
    EXPECT_EQ(head->status, 200);
    EXPECT_EQ(head->field("Content-Length"), "5");
    EXPECT_EQ(client.read_answer()->body, "hello"); // and not the body of HEAD
}

TEST_F(KeepAlive, AnswersSixteenPipelinedRequestsInOrderInOneWrite)
{
    std::string requests;
    for (int i = 0; i < 16; ++i)
        requests += post("/echo", "number " + std::to_string(i));
    ASSERT_TRUE(client.send(requests));
    for (int i = 0; i < 16; ++i)
        EXPECT_EQ(client.read_answer()->body, "number " + std::to_string(i));
    EXPECT_EQ(client.segments(), 1U);
}

TEST_F(KeepAlive, AnswersAThousandPipelinedRequests)
{
    std::string requests;
    for (int i = 0; i < 1000; ++i)
        requests += get("/");
    ASSERT_TRUE(client.send(requests));
    for (int i = 0; i < 1000; ++i)
        ASSERT_EQ(client.read_status(), 200) << i;
}

TEST(KeepAliveRequests, AreLimited)
{
    TestResponder responder;
    RunningServer server(responder, {.keepalive_requests = 3});
    Client client(server.port());
    for (int i = 0; i < 3; ++i)
        client.send(get("/"));
    EXPECT_FALSE(client.read_answer()->field("Connection"));
    EXPECT_FALSE(client.read_answer()->field("Connection"));
    EXPECT_EQ(client.read_answer()->field("Connection"), "close");
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

} // namespace
} // namespace costrel::inline v1::wire
