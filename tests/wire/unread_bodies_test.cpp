#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/test_responder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace costrel::inline v1::wire {
namespace {

using testing::StartsWith;

class UnreadBodies : public testing::Test {
protected:
    const std::string ten_mebibytes =
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10485760\r\n";

    TestResponder responder;
    RunningServer server{responder, {.lingering_time = std::chrono::milliseconds(300)}};
    Client client{server.port()};
};

TEST_F(UnreadBodies, AreRefusedBeforeTheyCome)
{
    client.send(ten_mebibytes + "\r\n");
    EXPECT_EQ(client.read_status(), 413);
    client.send_fin();
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

// Without a lingering close, the RST that answers the body's bytes takes the answer with it.
TEST_F(UnreadBodies, DoNotLoseTheAnswerToAReset)
{
    client.send(ten_mebibytes + "\r\n");
    const std::string part(16 * 1024, 'x');
    for (int i = 0; i < 640; ++i) // all of it: http.client, like Firefox, reads only then
        ASSERT_TRUE(client.send(part));
    const auto answer = client.read_answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 413);
    EXPECT_EQ(answer->field("Connection"), "close");
    client.send_fin();
    EXPECT_EQ(client.wait_for_end(), End::fin);
}

TEST_F(UnreadBodies, AreNotTakenForEver)
{
    client.send(ten_mebibytes + "\r\n");
    ASSERT_EQ(client.read_status(), 413);
    const std::string part(64 * 1024, 'x');
    bool taken = true;
    for (int i = 0; taken && i < 1'000'000; ++i)
        taken = client.send(part);
    EXPECT_FALSE(taken) << "64 GiB were read after an answer that closes";
}

TEST_F(UnreadBodies, AreLingeredForALimitedTime)
{
    client.send(ten_mebibytes + "\r\n");
    ASSERT_EQ(client.read_status(), 413);
    EXPECT_EQ(client.read_to_end(), "");                         // the server's FIN
    std::this_thread::sleep_for(std::chrono::milliseconds(600)); // lingering_time and some sweeps
    client.send("x");                                            // answered by RST
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_FALSE(client.send("x"));
}

TEST_F(UnreadBodies, WaitForAContinue)
{
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
                "Expect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_answer()->head, "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("hello");
    EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST_F(UnreadBodies, GetNoContinueWhenTheyAreThere)
{
    client.send(post("/echo", "hello", "Expect: 100-continue\r\n"));
    const auto answer = client.read_answer();
    EXPECT_EQ(answer->status, 200);
    EXPECT_EQ(answer->body, "hello");
}

TEST_F(UnreadBodies, GetNoContinueWhenTheyAreTooLarge)
{
    client.send(ten_mebibytes + "Expect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_status(), 413);
}

TEST_F(UnreadBodies, GetNoContinueInHttp10)
{
    client.send("POST /echo HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_TRUE(client.stays_silent(std::chrono::milliseconds(50)));
    client.send("hello");
    EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST_F(UnreadBodies, OfAnUnknownExpectationAreRefused)
{
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 200-ok\r\n\r\n");
    EXPECT_EQ(client.read_status(), 417);
}

TEST_F(UnreadBodies, ThatAreNeverSentEndTheConnection)
{
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
    client.send_fin();
    EXPECT_THAT(client.read_to_end(), StartsWith("HTTP/1.1 400 "));
}

} // namespace
} // namespace costrel::inline v1::wire
