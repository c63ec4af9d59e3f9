#include "wire/client.hpp"
#include "wire/running_server.hpp"
#include "wire/test_responder.hpp"

#include <gtest/gtest.h>

namespace costrel::inline v1::wire {
namespace {

class Tasks : public testing::Test {
protected:
    TestResponder responder;
    RunningServer server{responder};
    Client client{server.port()};
};

TEST_F(Tasks, AnswerAtOnceWhenTheyNeedNotWait)
{
    client.send(get("/at-once"));
    EXPECT_EQ(client.read_answer()->body, "at once");
}

TEST_F(Tasks, ThatNeedNotWaitDoNotNestOnTheStack)
{
    std::string requests;
    for (int i = 0; i < 1000; ++i)
        requests += "GET /at-once HTTP/1.1\r\nHost:a\r\n\r\n";
    client.send(requests);
    for (int i = 0; i < 1000; ++i)
        ASSERT_EQ(client.read_status(), 200) << i;
}

TEST_F(Tasks, AnswerWhenAnotherThreadResumesThem)
{
    client.send(get("/later") + get("/"));
    responder.wait_until_held();
    EXPECT_TRUE(client.stays_silent(std::chrono::milliseconds(20)));
    responder.release();
    EXPECT_EQ(client.read_answer()->body, "later");
    EXPECT_EQ(client.read_answer()->body, "hello");
}

TEST_F(Tasks, ThatWaitDoNotHoldUpOtherConnections)
{
    client.send(get("/later"));
    responder.wait_until_held();
    Client other(server.port());
    other.send(get("/"));
    EXPECT_EQ(other.read_status(), 200);
    responder.release();
    EXPECT_EQ(client.read_status(), 200);
}

TEST_F(Tasks, OutliveAClientThatHasGone)
{
    client.send(get("/later"));
    responder.wait_until_held();
    client.reset();
    responder.release();
    Client other(server.port());
    other.send(get("/"));
    EXPECT_EQ(other.read_status(), 200);
}

TEST_F(Tasks, ThatThrowAreAServerError)
{
    client.send(get("/throws") + get("/"));
    EXPECT_EQ(client.read_status(), 500);
    EXPECT_EQ(client.read_status(), 200);
}

} // namespace
} // namespace costrel::inline v1::wire
