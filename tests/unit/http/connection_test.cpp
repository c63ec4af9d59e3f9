#include "unit/http/peer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace costrel::inline v1::http {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

TEST(Connection, HandsOverAWholeRequest)
{
    Peer peer;
    peer.send("POST /user/J%C3%B6rg?x=1&y HTTP/1.1\r\nHost: Example.org:80\r\nX-A:  b \r\n"
              "content-length: 5\r\n\r\nhello");
    ASSERT_EQ(peer.requests.size(), 1U);
    const SeenRequest& request = peer.requests[0];
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/user/J%C3%B6rg?x=1&y");
    EXPECT_EQ(request.host, "Example.org:80");
    EXPECT_EQ(request.body, "hello");
    EXPECT_THAT(request.fields, ElementsAre("Host=Example.org:80", "X-A=b", "content-length=5"));
}

TEST(Connection, SplitsTheTarget)
{
    Peer peer;
    std::vector<std::string> parts;
    peer.respond = [&](const Message& message) {
        parts.push_back(std::string(message.path) + " " + std::string(message.query) + " " +
                        std::string(message.host));
        return Response("");
    };
    peer.send(get("", "/a?b?c") + get("", "/a?") + get("", "http://b:80/c?d") +
              get("", "http://b") + get("", "HTTP://b?d") +
              "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(parts, ElementsAre("/a b?c a", "/a  a", "/c d b:80", "/  b", "/ d b", "*  a"));
}

TEST(Connection, KnowsTheMethodsOfCostrelAndHandsOverTheOthers)
{
    Peer peer;
    std::vector<std::optional<Method>> methods;
    peer.respond = [&](const Message& message) {
        methods.push_back(message.method);
        return Response(405);
    };
    peer.send("DELETE / HTTP/1.1\r\nHost: a\r\n\r\nBREW / HTTP/1.1\r\nHost: a\r\n\r\n"
              "get / HTTP/1.1\r\nHost: a\r\n\r\nTRACE / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(methods, ElementsAre(DELETE, std::nullopt, std::nullopt, std::nullopt));
    EXPECT_EQ(peer.requests[1].method, "BREW");
    EXPECT_EQ(peer.outcome(), "405,405,405,405");
}

TEST(Connection, FindsAFieldByNameWithoutCase)
{
    Peer peer;
    peer.respond = [](const Message& message) {
        EXPECT_EQ(message.find("cookie"), "a=1");
        EXPECT_EQ(message.find("X-B"), std::nullopt);
        return Response("");
    };
    peer.send(get("Cookie: a=1\r\nCOOKIE: b=2\r\n"));
    EXPECT_EQ(peer.outcome(), "200");
}

TEST(Connection, WritesOneAnswer)
{
    Peer peer;
    peer.respond = [](const Message&) { return Response("Hello").with("X-A", "b"); };
    peer.send(get());
    EXPECT_EQ(peer.received, "HTTP/1.1 200 OK\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
                             "Content-Type: text/html; charset=utf-8\r\nContent-Length: 5\r\n"
                             "X-A: b\r\n\r\nHello");
}

TEST(Connection, AnswersSixteenPipelinedRequestsInOrderWithOneWrite)
{
    Peer peer;
    peer.respond = [](const Message& message) { return Response(std::string(message.path)); };
    std::string input;
    std::string bodies;
    for (char c = 'a'; c < 'a' + 16; ++c)
        input += get("", std::string("/") + c);
    peer.send(input);
    EXPECT_EQ(peer.requests.size(), 16U);
    EXPECT_EQ(peer.writes, 1U);
    std::size_t last = 0;
    for (char c = 'a'; c < 'a' + 16; ++c) {
        const std::size_t at = peer.received.find(std::string("\r\n\r\n/") + c);
        ASSERT_NE(at, std::string::npos) << c;
        EXPECT_GE(at, last);
        last = at;
    }
}

TEST(Connection, SendsTheLengthOfTheGetBodyButNoBodyForHead)
{
    Peer peer;
    peer.respond = [](const Message&) { return Response("Hello"); };
    peer.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(peer.received, HasSubstr("\r\nContent-Length: 5\r\n"));
    EXPECT_THAT(peer.received, EndsWith("\r\n\r\n"));
}

TEST(Connection, SendsNoBodyWithAnErrorThatAnswersHead)
{
    Peer peer;
    peer.send("HEAD / HTTP/1.1\r\nBad Header: x\r\n\r\n");
    EXPECT_THAT(peer.received, StartsWith("HTTP/1.1 400 BAD REQUEST\r\n"));
    EXPECT_THAT(peer.received, EndsWith("\r\n\r\n"));
}

TEST(Connection, RefusesWithFlasksPageADateAndClose)
{
    Peer peer;
    peer.send(get("Bad Header: x\r\n"));
    const std::string page(error_page(400).body.view());
    EXPECT_EQ(peer.received, "HTTP/1.1 400 BAD REQUEST\r\nDate: Tue, 14 Nov 2023 22:13:20 GMT\r\n"
                             "Content-Type: text/html; charset=utf-8\r\nContent-Length: 167\r\n"
                             "Connection: close\r\n\r\n" +
                                 page);
    EXPECT_THAT(peer.requests, IsEmpty());
}

TEST(Connection, SendsContinueOnlyWhenTheBodyHasNotBegunToCome)
{
    const std::string head =
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
    Peer late;
    late.send(head);
    EXPECT_EQ(late.received, "HTTP/1.1 100 Continue\r\n\r\n");
    late.send("hello");
    EXPECT_EQ(late.outcome(), "100,200");

    Peer at_once;
    at_once.send(head + "h");
    EXPECT_EQ(at_once.received, "");
    at_once.send("ello");
    EXPECT_EQ(at_once.outcome(), "200");

    Peer chunks;
    chunks.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                "Expect: 100-continue\r\n\r\n");
    EXPECT_EQ(chunks.received, "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(chunks.send("0\r\n\r\n").outcome(), "100,200");
}

TEST(Connection, SendsNoContinueInHttp10OrBeforeARefusal)
{
    Peer old;
    old.send("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(old.received, "");
    EXPECT_EQ(old.send("hello").outcome(), "200!");

    Peer large;
    large.send(post("Content-Length: 1048577\r\nExpect: 100-continue\r\n", ""));
    EXPECT_EQ(large.outcome(), "413!");
}

TEST(Connection, PutsContinueBehindTheAnswersBeforeIt)
{
    Peer peer;
    peer.send(get() + post("Content-Length: 1\r\nExpect: 100-continue\r\n", ""));
    EXPECT_EQ(peer.outcome(), "200,100");
    EXPECT_EQ(peer.send("x").outcome(), "200,100,200");
}

TEST(Connection, DropsTrailers)
{
    Peer peer;
    peer.send(chunked("5\r\nhello\r\n0\r\nCookie: session=x\r\nHost: evil\r\n\r\n"));
    ASSERT_EQ(peer.requests.size(), 1U);
    EXPECT_THAT(peer.requests[0].fields, ElementsAre("Host=a", "Transfer-Encoding=chunked"));
    EXPECT_EQ(peer.requests[0].host, "a");
}

TEST(Connection, WritesWhatIsLeftAfterAPartialWrite)
{
    Limits limits;
    Connection connection(limits, 0, test_date, {});
    std::memcpy(connection.input().data(), get().data(), get().size());
    connection.received(get().size(), {});
    connection.respond(Response("Hello"), {});
    const std::string all(connection.output());
    connection.sent(10, {});
    EXPECT_EQ(connection.output(), all.substr(10));
    EXPECT_EQ(connection.next(), Connection::Action::write);
    connection.sent(all.size() - 10, {});
    EXPECT_EQ(connection.next(), Connection::Action::read);
}

} // namespace
} // namespace costrel::inline v1::http
